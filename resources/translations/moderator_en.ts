<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AuthorCard</name>
    <message numerus="yes">
        <source>The same text in %n other post(s)</source>
        <translation>
            <numerusform>The same text in %n other post</numerusform>
            <numerusform>The same text in %n other posts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier case(s) more</source>
        <translation>
            <numerusform>%n earlier case more</numerusform>
            <numerusform>%n earlier cases more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s)</source>
        <translation>
            <numerusform>%n month</numerusform>
            <numerusform>%n months</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n year</numerusform>
            <numerusform>%n years</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n hour(s)</source>
        <translation>
            <numerusform>in %n hour</numerusform>
            <numerusform>in %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) withdrawn</source>
        <translation>
            <numerusform>%n report withdrawn</numerusform>
            <numerusform>%n reports withdrawn</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) in the text</source>
        <translation>
            <numerusform>%n place in the text</numerusform>
            <numerusform>%n places in the text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) reported it</source>
        <translation>
            <numerusform>%n member reported it</numerusform>
            <numerusform>%n members reported it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) could not be decided</source>
        <translation>
            <numerusform>%n case could not be decided</numerusform>
            <numerusform>%n cases could not be decided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are decided.</source>
        <translation>
            <numerusform>%n other is decided.</numerusform>
            <numerusform>%n others are decided.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %n case(s)</source>
        <translation>
            <numerusform>from %n case</numerusform>
            <numerusform>from %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n author(s)</source>
        <translation>
            <numerusform>%n author</numerusform>
            <numerusform>%n authors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>added %n case(s)</source>
        <translation>
            <numerusform>added %n case</numerusform>
            <numerusform>added %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n further case(s) came in</source>
        <translation>
            <numerusform>%n further case came in</numerusform>
            <numerusform>%n further cases came in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) in ten minutes</source>
        <translation>
            <numerusform>%n flag in ten minutes</numerusform>
            <numerusform>%n flags in ten minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>found no breach in %n case(s)</source>
        <translation>
            <numerusform>found no breach in %n case</numerusform>
            <numerusform>found no breach in %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>decided %n case(s)</source>
        <translation>
            <numerusform>decided %n case</numerusform>
            <numerusform>decided %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>removed %n post(s)</source>
        <translation>
            <numerusform>removed %n post</numerusform>
            <numerusform>removed %n posts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>by %n author(s)</source>
        <translation>
            <numerusform>by %n author</numerusform>
            <numerusform>by %n authors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) a person</source>
        <translation>
            <numerusform>%n needs a person</numerusform>
            <numerusform>%n need a person</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) open</source>
        <translation>
            <numerusform>%n check open</numerusform>
            <numerusform>%n checks open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last %n day(s)</source>
        <translation>
            <numerusform>last day</numerusform>
            <numerusform>last %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The same text in %n case(s)</source>
        <translation>
            <numerusform>The same text in %n case</numerusform>
            <numerusform>The same text in %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Links to one site in %n case(s)</source>
        <translation>
            <numerusform>Links to one site in %n case</numerusform>
            <numerusform>Links to one site in %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>One author in %n case(s)</source>
        <translation>
            <numerusform>One author in %n case</numerusform>
            <numerusform>One author in %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Many members reported %n case(s) in one place</source>
        <translation>
            <numerusform>Many members reported %n case in one place</numerusform>
            <numerusform>Many members reported %n cases in one place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n community(ies)</source>
        <translation>
            <numerusform>%n community</numerusform>
            <numerusform>%n communities</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecideStrip</name>
    <message numerus="yes">
        <source>%n second(s) to undo before anything is sent</source>
        <translation>
            <numerusform>%n second to undo before anything is sent</numerusform>
            <numerusform>%n seconds to undo before anything is sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>by %n author(s)</source>
        <translation>
            <numerusform>by %n author</numerusform>
            <numerusform>by %n authors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n post(s)</source>
        <translation>
            <numerusform>Remove %n post</numerusform>
            <numerusform>Remove %n posts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Warn about %n post(s)</source>
        <translation>
            <numerusform>Warn about %n post</numerusform>
            <numerusform>Warn about %n posts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limit the authors of %n post(s)</source>
        <translation>
            <numerusform>Limit the authors of %n post</numerusform>
            <numerusform>Limit the authors of %n posts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecidedPane</name>
    <message numerus="yes">
        <source>%n decided in this shift</source>
        <translation>
            <numerusform>%n decided in this shift</numerusform>
            <numerusform>%n decided in this shift</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message numerus="yes">
        <source>Reading %n case(s)</source>
        <translation>
            <numerusform>Reading %n case</numerusform>
            <numerusform>Reading %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No breach in %n case(s)</source>
        <translation>
            <numerusform>No breach in %n case</numerusform>
            <numerusform>No breach in %n cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s): {what}, {guideline}</source>
        <translation>
            <numerusform>%n case: {what}, {guideline}</numerusform>
            <numerusform>%n cases: {what}, {guideline}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next: {author}, {guideline}, %n report(s)</source>
        <translation>
            <numerusform>Next: {author}, {guideline}, %n report</numerusform>
            <numerusform>Next: {author}, {guideline}, %n reports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IncidentsRoom</name>
    <message numerus="yes">
        <source>%n case(s) added to the incident</source>
        <translation>
            <numerusform>%n case added to the incident</numerusform>
            <numerusform>%n cases added to the incident</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeavingSheet</name>
    <message numerus="yes">
        <source>%n decision(s) wait</source>
        <translation>
            <numerusform>%n decision waits</numerusform>
            <numerusform>%n decisions wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageBox</name>
    <message numerus="yes">
        <source>%n author(s)</source>
        <translation>
            <numerusform>%n author</numerusform>
            <numerusform>%n authors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PostCard</name>
    <message numerus="yes">
        <source>edited %n time(s)</source>
        <translation>
            <numerusform>edited %n time</numerusform>
            <numerusform>edited %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more address(es)</source>
        <translation>
            <numerusform>%n more address</numerusform>
            <numerusform>%n more addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n hit</numerusform>
            <numerusform>%n hits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PostView</name>
    <message numerus="yes">
        <source>%n line(s) without a hit</source>
        <translation>
            <numerusform>%n line without a hit</numerusform>
            <numerusform>%n lines without a hit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next part, %n character(s) left</source>
        <translation>
            <numerusform>Next part, %n character left</numerusform>
            <numerusform>Next part, %n characters left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message numerus="yes">
        <source>{author}: {text}. %n report(s)</source>
        <translation>
            <numerusform>{author}: {text}. %n report</numerusform>
            <numerusform>{author}: {text}. %n reports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuePane</name>
    <message numerus="yes">
        <source>%n new case(s)</source>
        <translation>
            <numerusform>%n new case</numerusform>
            <numerusform>%n new cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RailItem</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptToast</name>
    <message numerus="yes">
        <source>%n report(s) came meanwhile</source>
        <translation>
            <numerusform>%n report came meanwhile</numerusform>
            <numerusform>%n reports came meanwhile</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation>
            <numerusform>%n refused</numerusform>
            <numerusform>%n refused</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%n in outbox</source>
        <translation>
            <numerusform>%n in outbox</numerusform>
            <numerusform>%n in outbox</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Strikes</name>
    <message numerus="yes">
        <source>%n strike(s)</source>
        <translation>
            <numerusform>%n strike</numerusform>
            <numerusform>%n strikes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Thread</name>
    <message numerus="yes">
        <source>%n earlier post(s)</source>
        <translation>
            <numerusform>%n earlier post</numerusform>
            <numerusform>%n earlier posts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n later post(s)</source>
        <translation>
            <numerusform>%n later post</numerusform>
            <numerusform>%n later posts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThreadPost</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TriageRoom</name>
    <message numerus="yes">
        <source>%n picture(s) revealed</source>
        <translation>
            <numerusform>%n picture revealed</numerusform>
            <numerusform>%n pictures revealed</numerusform>
        </translation>
    </message>
</context>
</TS>
