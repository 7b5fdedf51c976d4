<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>ActionButton</name>
    <message>
        <source>key {key}</source>
        <translation>{key} キー</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>提案</translation>
    </message>
    <message>
        <source>{reversible}, {note}</source>
        <translation>{reversible}、{note}</translation>
    </message>
</context>
<context>
    <name>Aftermath</name>
    <message>
        <source>Outcome unknown: {what}</source>
        <translation>結果不明：{what}</translation>
    </message>
    <message>
        <source>Refused: {what}</source>
        <translation>拒否：{what}</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>確認する</translation>
    </message>
    <message>
        <source>A person has to say what became of it.</source>
        <translation>結果を人が確かめる必要があります。</translation>
    </message>
</context>
<context>
    <name>AuthorCard</name>
    <message>
        <source>Decided by {name}: {finding}</source>
        <translation>{name} さんの判断：{finding}</translation>
    </message>
    <message>
        <source>{decided}. Taken back</source>
        <translation>{decided}（取り消し済み）</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>「{words}」</translation>
    </message>
    <message>
        <source>until {when}</source>
        <translation>{when}まで</translation>
    </message>
    <message>
        <source>Joined</source>
        <translation>参加</translation>
    </message>
    <message>
        <source>Taken back by {name}</source>
        <translation>{name} が取り消し</translation>
    </message>
    <message>
        <source>First seen</source>
        <translation>最初に見た日</translation>
    </message>
    <message>
        <source>Posts seen</source>
        <translation>確認した投稿</translation>
    </message>
    <message>
        <source>Reported, removed</source>
        <translation>報告・削除</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>アカウント</translation>
    </message>
    <message>
        <source>on another server</source>
        <translation>別のサーバー</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>現在</translation>
    </message>
    <message>
        <source>Strikes that count</source>
        <translation>有効な警告点</translation>
    </message>
    <message numerus="yes">
        <source>The same text in %n other post(s)</source>
        <translation>
            <numerusform>同じ文面の投稿がほかに %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>open</source>
        <translation>未対応</translation>
    </message>
    <message numerus="yes">
        <source>%n earlier case(s) more</source>
        <translation>
            <numerusform>過去のケースがほかに %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>No notes yet</source>
        <translation>メモはまだありません</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>行った対応</translation>
    </message>
    <message>
        <source>Why it is here</source>
        <translation>ここに来た理由</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>投稿者</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>ほかの場所</translation>
    </message>
    <message>
        <source>Earlier cases</source>
        <translation>過去のケース</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>A note for the team</source>
        <translation>チームへのメモ</translation>
    </message>
    <message>
        <source>Keep the note</source>
        <translation>メモを残す</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>Button</name>
    <message>
        <source>key {key}</source>
        <translation>{key} キー</translation>
    </message>
</context>
<context>
    <name>CaseHead</name>
    <message>
        <source>{name} holds this case</source>
        <translation>{name} さんが担当中です</translation>
    </message>
    <message>
        <source>Held by you</source>
        <translation>あなたが担当中</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} / {all}</translation>
    </message>
    <message>
        <source>Previous case</source>
        <translation>前のケース</translation>
    </message>
    <message>
        <source>Next case</source>
        <translation>次のケース</translation>
    </message>
    <message>
        <source>Why it is here, and the author</source>
        <translation>ここに来た理由と投稿者</translation>
    </message>
</context>
<context>
    <name>CasePane</name>
    <message>
        <source>The thread is being fetched.</source>
        <translation>前後の投稿を取得しています。</translation>
    </message>
    <message>
        <source>What stands around it could not be fetched: {why}. {key} asks again.</source>
        <translation>前後の投稿を取得できませんでした：{why}。{key} で再取得します。</translation>
    </message>
    <message>
        <source>Reading the case</source>
        <translation>ケースを読み込んでいます</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>もう一度</translation>
    </message>
</context>
<context>
    <name>ChoiceButton</name>
    <message>
        <source>key {key}</source>
        <translation>{key} キー</translation>
    </message>
</context>
<context>
    <name>Closer</name>
    <message>
        <source>No guideline is named here</source>
        <translation>ガイドラインは示されていません</translation>
    </message>
    <message>
        <source>Nothing but reports brought it here.</source>
        <translation>報告だけでここに来ました。</translation>
    </message>
</context>
<context>
    <name>ColumnHead</name>
    <message>
        <source>Number</source>
        <translation>番号</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>件名</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>主担当</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>Next step, by when</source>
        <translation>次の一手と期限</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>経過</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Move</source>
        <translation>移動</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Look closer</source>
        <translation>詳しく見る</translation>
    </message>
    <message>
        <source>List</source>
        <translation>一覧</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>インシデント</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>ウィンドウ</translation>
    </message>
    <message>
        <source>Next case</source>
        <translation>次のケース</translation>
    </message>
    <message>
        <source>Previous case</source>
        <translation>前のケース</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>とばす</translation>
    </message>
    <message>
        <source>Show new cases</source>
        <translation>新着を表示</translation>
    </message>
    <message>
        <source>No breach</source>
        <translation>違反なし</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Limit author</source>
        <translation>投稿者を制限</translation>
    </message>
    <message>
        <source>Escalate</source>
        <translation>上に回す</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>あとで</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Undo the last decision</source>
        <translation>直前の判断を取り消す</translation>
    </message>
    <message>
        <source>Unknown effect: it arrived</source>
        <translation>結果不明：届いていた</translation>
    </message>
    <message>
        <source>Unknown effect: send again</source>
        <translation>結果不明：もう一度送る</translation>
    </message>
    <message>
        <source>Unknown effect: leave it</source>
        <translation>結果不明：このままにする</translation>
    </message>
    <message>
        <source>Read the guideline</source>
        <translation>ガイドラインを読む</translation>
    </message>
    <message>
        <source>Raw text</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Edits of the post</source>
        <translation>編集の差分</translation>
    </message>
    <message>
        <source>Hold to peek at the picture</source>
        <translation>押している間だけ画像を見る</translation>
    </message>
    <message>
        <source>Reveal the picture</source>
        <translation>画像を開く</translation>
    </message>
    <message>
        <source>Ask the platform again</source>
        <translation>プラットフォームに再確認</translation>
    </message>
    <message>
        <source>Copy safely</source>
        <translation>安全にコピー</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Change the order</source>
        <translation>並び順を変える</translation>
    </message>
    <message>
        <source>Change the view</source>
        <translation>表示を切り替える</translation>
    </message>
    <message>
        <source>Select this case too</source>
        <translation>このケースも選ぶ</translation>
    </message>
    <message>
        <source>New incident</source>
        <translation>新しいインシデント</translation>
    </message>
    <message>
        <source>Incident from this case</source>
        <translation>この案件からインシデントを作る</translation>
    </message>
    <message>
        <source>Open the incident</source>
        <translation>インシデントを開く</translation>
    </message>
    <message>
        <source>Set the next state</source>
        <translation>次の状態へ進める</translation>
    </message>
    <message>
        <source>Next step of the incident</source>
        <translation>インシデントの次の一手</translation>
    </message>
    <message>
        <source>Title, severity, lead</source>
        <translation>件名・重大度・主担当</translation>
    </message>
    <message>
        <source>Dismiss the proposal</source>
        <translation>提案を退ける</translation>
    </message>
    <message>
        <source>Export or print</source>
        <translation>書き出し・印刷</translation>
    </message>
    <message>
        <source>Triage</source>
        <translation>トリアージ</translation>
    </message>
    <message>
        <source>Anything</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>次の区画</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>ライト／ダーク</translation>
    </message>
    <message>
        <source>日本語 / English</source>
        <translation>日本語 / English</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>文字を大きく</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>文字を小さく</translation>
    </message>
    <message>
        <source>On or off duty</source>
        <translation>当番の開始・終了</translation>
    </message>
    <message>
        <source>Somebody else takes over</source>
        <translation>担当者を交代</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
</context>
<context>
    <name>ConnectPage</name>
    <message>
        <source>Connect a community</source>
        <translation>コミュニティをつなぐ</translation>
    </message>
    <message>
        <source>The token goes to the keyring of this system and nowhere else. Nothing is sent before you decide.</source>
        <translation>トークンはこのシステムのキーリングだけに保存します。あなたが判断するまで何も送信しません。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>はじめる</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>つなぐ</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>あとで</translation>
    </message>
    <message>
        <source>Try with sample data</source>
        <translation>見本データで試す</translation>
    </message>
    <message>
        <source>Opens a second window on an invented community</source>
        <translation>架空のコミュニティを別のウィンドウで開きます</translation>
    </message>
    <message>
        <source>Connected as {account}</source>
        <translation>{account} として接続しました</translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n 分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n 時間</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 日</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s)</source>
        <translation>
            <numerusform>%n か月</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n 年</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n hour(s)</source>
        <translation>
            <numerusform>%n 時間後</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) withdrawn</source>
        <translation>
            <numerusform>取り下げられた報告 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) in the text</source>
        <translation>
            <numerusform>本文 %n か所</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) reported it</source>
        <translation>
            <numerusform>%n 人が報告</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) could not be decided</source>
        <translation>
            <numerusform>%n 件は判断を保存できませんでした</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are decided.</source>
        <translation>
            <numerusform>ほかの %n 件は判断済みです。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %n case(s)</source>
        <translation>
            <numerusform>案件 %n 件から</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>案件 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n author(s)</source>
        <translation>
            <numerusform>投稿者 %n 人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>added %n case(s)</source>
        <translation>
            <numerusform>が案件 %n 件を追加</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n further case(s) came in</source>
        <translation>
            <numerusform>さらに案件 %n 件が届く</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) in ten minutes</source>
        <translation>
            <numerusform>10 分間に通報・検出 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>found no breach in %n case(s)</source>
        <translation>
            <numerusform>が案件 %n 件を違反なしと判断</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>decided %n case(s)</source>
        <translation>
            <numerusform>が案件 %n 件を判断</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>removed %n post(s)</source>
        <translation>
            <numerusform>が投稿 %n 件を削除</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>by %n author(s)</source>
        <translation>
            <numerusform>（投稿者 %n 人）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 件が待機中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) a person</source>
        <translation>
            <numerusform>%n 件は人の判断が必要</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) open</source>
        <translation>
            <numerusform>未確認 %n 項目</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last %n day(s)</source>
        <translation>
            <numerusform>過去 %n 日</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The same text in %n case(s)</source>
        <translation>
            <numerusform>同じ文面の案件 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Links to one site in %n case(s)</source>
        <translation>
            <numerusform>同じサイトへのリンクを含む案件 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>One author in %n case(s)</source>
        <translation>
            <numerusform>同じ投稿者の案件 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Many members reported %n case(s) in one place</source>
        <translation>
            <numerusform>1 か所で多くの参加者が案件 %n 件を通報</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n community(ies)</source>
        <translation>
            <numerusform>コミュニティ %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DecideBar</name>
    <message>
        <source>No case is in hand</source>
        <translation>ケースが選ばれていません</translation>
    </message>
    <message>
        <source>No breach</source>
        <translation>違反なし</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Limit author</source>
        <translation>投稿者を制限</translation>
    </message>
    <message>
        <source>Escalate</source>
        <translation>上に回す</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>あとで</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>とばす</translation>
    </message>
    <message>
        <source>Take the decision back</source>
        <translation>判断を取り消す</translation>
    </message>
</context>
<context>
    <name>DecideStrip</name>
    <message>
        <source>{n} of {all} cannot be taken back</source>
        <translation>{all} 件中 {n} 件は取り消せません</translation>
    </message>
    <message>
        <source>All can be taken back</source>
        <translation>すべて元に戻せます</translation>
    </message>
    <message>
        <source>Not all can be taken back whole</source>
        <translation>元に戻せない部分があります</translation>
    </message>
    <message>
        <source>The text stays in the case.</source>
        <translation>本文の写しはケースに残ります。</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) to undo before anything is sent</source>
        <translation>
            <numerusform>送信まで %n 秒は無条件で取り消せます</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose the guideline that was broken</source>
        <translation>違反したガイドラインを選んでください</translation>
    </message>
    <message>
        <source>Choose at least one action</source>
        <translation>操作を一つ以上選んでください</translation>
    </message>
    <message>
        <source>Write what the author will read, or leave the notice out</source>
        <translation>通知の文面を書くか、通知を外してください</translation>
    </message>
    <message>
        <source>Type {n} to decide that many</source>
        <translation>この件数で決定するには {n} と入力してください</translation>
    </message>
    <message numerus="yes">
        <source>by %n author(s)</source>
        <translation>
            <numerusform>投稿者 %n 人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n post(s)</source>
        <translation>
            <numerusform>投稿 %n 件を削除</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Warn about %n post(s)</source>
        <translation>
            <numerusform>投稿 %n 件について警告</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limit the authors of %n post(s)</source>
        <translation>
            <numerusform>投稿 %n 件の投稿者を制限</numerusform>
        </translation>
    </message>
    <message>
        <source>Breach: remove</source>
        <translation>違反として削除</translation>
    </message>
    <message>
        <source>Breach: warn</source>
        <translation>違反として警告</translation>
    </message>
    <message>
        <source>Breach: limit the author</source>
        <translation>違反として投稿者を制限</translation>
    </message>
    <message>
        <source>which guideline? press 1–9</source>
        <translation>どのガイドラインですか（1〜9）</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>実行する操作</translation>
    </message>
    <message>
        <source>How many?</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Decide and next</source>
        <translation>決定して次へ</translation>
    </message>
</context>
<context>
    <name>DecidedPane</name>
    <message numerus="yes">
        <source>%n decided in this shift</source>
        <translation>
            <numerusform>この当番の判断 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>What you decide appears here, each with its way back.</source>
        <translation>あなたの判断がここに並びます。それぞれ取り消し方も示します。</translation>
    </message>
    <message>
        <source>Nothing decided yet</source>
        <translation>まだ判断はありません</translation>
    </message>
    <message>
        <source>What I decided</source>
        <translation>自分の判断</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>取り消す</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>No breach</source>
        <translation>違反なし</translation>
    </message>
    <message>
        <source>Not possible here</source>
        <translation>ここではできません</translation>
    </message>
    <message numerus="yes">
        <source>Reading %n case(s)</source>
        <translation>
            <numerusform>%n 件を読み込んでいます</numerusform>
        </translation>
    </message>
    <message>
        <source>All of them are decided already</source>
        <translation>すべて判断済みです</translation>
    </message>
    <message>
        <source>Each community has its own guidelines: pick cases of one.</source>
        <translation>ガイドラインはコミュニティごとに異なります。同じコミュニティのケースを選んでください。</translation>
    </message>
    <message>
        <source>They are of several communities</source>
        <translation>複数のコミュニティのケースです</translation>
    </message>
    <message numerus="yes">
        <source>No breach in %n case(s)</source>
        <translation>
            <numerusform>%n 件は違反なし</numerusform>
        </translation>
    </message>
    <message>
        <source>Breach</source>
        <translation>違反</translation>
    </message>
    <message>
        <source>{what}: {guideline}</source>
        <translation>{what}：{guideline}</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s): {what}, {guideline}</source>
        <translation>
            <numerusform>%n 件：{what}、{guideline}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next: {author}, {guideline}, %n report(s)</source>
        <translation>
            <numerusform>次：{author}、{guideline}、報告 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>上に回しました</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>あとに回しました</translation>
    </message>
    <message>
        <source>Nothing to take back</source>
        <translation>取り消すものはありません</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>取り消しました</translation>
    </message>
</context>
<context>
    <name>DetailPane</name>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Add cases</source>
        <translation>案件を追加</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>インシデント</translation>
    </message>
    <message>
        <source>Previous incident</source>
        <translation>前のインシデント</translation>
    </message>
    <message>
        <source>Next incident</source>
        <translation>次のインシデント</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>残す</translation>
    </message>
    <message>
        <source>{n} of {m}</source>
        <translation>{n} / {m}</translation>
    </message>
    <message>
        <source>{name} leads</source>
        <translation>主担当 {name}</translation>
    </message>
    <message>
        <source>nobody leads yet</source>
        <translation>主担当はまだいません</translation>
    </message>
    <message>
        <source>closed after {span}</source>
        <translation>{span}で終了</translation>
    </message>
    <message>
        <source>open for {span}</source>
        <translation>開いてから {span}</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>limited</source>
        <translation>制限</translation>
    </message>
    <message>
        <source>Flags in, decisions out, {step}</source>
        <translation>通報・検出と判断の数（{step}）</translation>
    </message>
    <message>
        <source>Correct the note. The first one stays, yours is added.</source>
        <translation>メモを訂正します。元のメモは残り、訂正が加わります。</translation>
    </message>
    <message>
        <source>Add a note. It gets a time and your name and stays.</source>
        <translation>メモを書く。時刻と名前が付き、消えずに残ります。</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>Correct</source>
        <translation>訂正</translation>
    </message>
</context>
<context>
    <name>ExportSheet</name>
    <message>
        <source>As</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Print view</source>
        <translation>印刷プレビュー</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表 (CSV)</translation>
    </message>
    <message>
        <source>Data (JSON)</source>
        <translation>データ (JSON)</translation>
    </message>
    <message>
        <source>Report (Markdown)</source>
        <translation>報告書 (Markdown)</translation>
    </message>
    <message>
        <source>Report (PDF)</source>
        <translation>報告書 (PDF)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Folder and name of the file</source>
        <translation>フォルダーとファイル名</translation>
    </message>
    <message>
        <source>For spreadsheets. What people wrote cannot become a formula.</source>
        <translation>表計算ソフト用です。書き込みが数式として動くことはありません。</translation>
    </message>
    <message>
        <source>For other programs, with times in UTC.</source>
        <translation>ほかのプログラム用です。時刻は UTC です。</translation>
    </message>
    <message>
        <source>Text for a wiki or an issue. What people wrote makes no links.</source>
        <translation>Wiki や課題管理に貼れる文章です。書き込みがリンクになることはありません。</translation>
    </message>
    <message>
        <source>The pages below, to print or to keep.</source>
        <translation>下のページを、印刷や保管のために。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Words in the text, or author:name, place:name …</source>
        <translation>本文の言葉、または 投稿者:名前 場所:名前 …</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Take the filter away</source>
        <translation>絞り込みをやめる</translation>
    </message>
    <message>
        <source>Tab: {terms}</source>
        <translation>Tab：{terms}</translation>
    </message>
    <message>
        <source>author: reporter: place: community: guideline: severity: language:</source>
        <translation>投稿者: 報告者: 場所: コミュニティ: 規則: 重大度: 言語:</translation>
    </message>
</context>
<context>
    <name>FlowChart</name>
    <message>
        <source>Flags in {flags}, decisions out {decisions}</source>
        <translation>通報・検出 {flags} 件、判断 {decisions} 件</translation>
    </message>
    <message>
        <source>every ten minutes</source>
        <translation>10 分ごと</translation>
    </message>
    <message>
        <source>every hour</source>
        <translation>1 時間ごと</translation>
    </message>
    <message>
        <source>every {span}</source>
        <translation>{span}ごと</translation>
    </message>
    <message>
        <source>No flags</source>
        <translation>通報・検出なし</translation>
    </message>
</context>
<context>
    <name>IncidentsRoom</name>
    <message>
        <source>This is no proposal</source>
        <translation>これは提案ではありません</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) added to the incident</source>
        <translation>
            <numerusform>インシデントに案件 %n 件を追加しました</numerusform>
        </translation>
    </message>
    <message>
        <source>The incident is open</source>
        <translation>インシデントを開きました</translation>
    </message>
    <message>
        <source>It stands in Incidents.</source>
        <translation>「インシデント」にあります。</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>保存しました</translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation>提案</translation>
    </message>
    <message>
        <source>Export {name}</source>
        <translation>{name} を書き出す</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>記録を書き出す</translation>
    </message>
</context>
<context>
    <name>KeyCap</name>
    <message>
        <source>key {key}</source>
        <translation>{key} キー</translation>
    </message>
</context>
<context>
    <name>LaterStrip</name>
    <message>
        <source>Comes back</source>
        <translation>戻ってくる時刻</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
</context>
<context>
    <name>LeavingSheet</name>
    <message numerus="yes">
        <source>%n decision(s) wait</source>
        <translation>
            <numerusform>判断 %n 件が送信待ちです</numerusform>
        </translation>
    </message>
    <message>
        <source>They are saved. What is kept is shown first at the next start, and each post is looked at again before anything is sent.</source>
        <translation>すべて保存済みです。残したものは次の起動時に最初に表示し、送信の前に投稿をもう一度確認します。</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>いま送る</translation>
    </message>
    <message>
        <source>Keep until next start</source>
        <translation>次の起動まで残す</translation>
    </message>
    <message>
        <source>Undo them</source>
        <translation>取り消す</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>flags</source>
        <translation>通報・検出</translation>
    </message>
    <message>
        <source>decisions</source>
        <translation>判断</translation>
    </message>
</context>
<context>
    <name>LogModel</name>
    <message>
        <source>being read</source>
        <translation>読み込み中</translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message>
        <source>Incidents</source>
        <translation>インシデント</translation>
    </message>
    <message>
        <source>Title, person, note</source>
        <translation>件名・人・メモ</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
    <message>
        <source>New incident</source>
        <translation>新しいインシデント</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>もう一度</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>解除</translation>
    </message>
    <message>
        <source>Reading the log</source>
        <translation>記録を読み込んでいます</translation>
    </message>
    <message>
        <source>Incident log</source>
        <translation>インシデント記録</translation>
    </message>
    <message>
        <source>any</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>{severity} and up</source>
        <translation>{severity}以上</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>not closed</source>
        <translation>未終了</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>主担当</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>Notes and changes stand in the audit chain, up to event {n}</source>
        <translation>メモと変更は監査記録に残っています（イベント {n} まで）</translation>
    </message>
    <message>
        <source>Median time to contained {span}</source>
        <translation>抑え込みまでの中央値 {span}</translation>
    </message>
    <message>
        <source>{n} of {m}</source>
        <translation>{n} / {m}</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>該当なし</translation>
    </message>
    <message>
        <source>Take a part of the filter away to see more.</source>
        <translation>絞り込みを一部外すと、ほかも表示されます。</translation>
    </message>
    <message>
        <source>An incident gathers cases that belong together. A burst of the same kind is proposed here by itself.</source>
        <translation>インシデントは、ひとまとまりの案件を束ねます。同じものが急に増えると、ここに自動で提案されます。</translation>
    </message>
    <message>
        <source>No incidents</source>
        <translation>インシデントはありません</translation>
    </message>
</context>
<context>
    <name>LookPage</name>
    <message>
        <source>How it looks</source>
        <translation>見た目</translation>
    </message>
    <message>
        <source>Everything here can be changed at any time with Ctrl+K.</source>
        <translation>どれもあとから Ctrl+K で変えられます。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>表示言語</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字の大きさ</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>次へ</translation>
    </message>
</context>
<context>
    <name>MessageBox</name>
    <message>
        <source>direct message</source>
        <translation>ダイレクトメッセージ</translation>
    </message>
    <message>
        <source>notice by the server</source>
        <translation>サーバーからの通知</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Notice to</source>
        <translation>通知の下書き</translation>
    </message>
    <message numerus="yes">
        <source>%n author(s)</source>
        <translation>
            <numerusform>投稿者 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>no notice is sent</source>
        <translation>通知は送りません</translation>
    </message>
    <message>
        <source>shown for the first; each author gets it in their language</source>
        <translation>一人目の文面です。各投稿者にはそれぞれの言語で送ります</translation>
    </message>
    <message>
        <source>changed by you, {language}</source>
        <translation>あなたが編集、{language}</translation>
    </message>
    <message>
        <source>the guideline’s notice, {language}</source>
        <translation>ガイドラインのひな型、{language}</translation>
    </message>
</context>
<context>
    <name>NewSheet</name>
    <message>
        <source>New incident</source>
        <translation>新しいインシデント</translation>
    </message>
    <message>
        <source>A new one</source>
        <translation>新しく作る</translation>
    </message>
    <message>
        <source>Open the incident</source>
        <translation>インシデントを開く</translation>
    </message>
    <message>
        <source>Proposal</source>
        <translation>提案</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>追加先</translation>
    </message>
    <message>
        <source>What is going on</source>
        <translation>何が起きているか</translation>
    </message>
    <message>
        <source>In a few words, without names of people at risk</source>
        <translation>短い言葉で。危険にさらされている人の名前は書かない</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Who leads it</source>
        <translation>主担当</translation>
    </message>
    <message>
        <source>Add the cases</source>
        <translation>案件を追加</translation>
    </message>
    <message>
        <source>Say in a few words what is going on.</source>
        <translation>何が起きているか、短い言葉で書いてください。</translation>
    </message>
</context>
<context>
    <name>NoticeStrips</name>
    <message>
        <source>Copy the report</source>
        <translation>報告をコピー</translation>
    </message>
</context>
<context>
    <name>OpeningPage</name>
    <message>
        <source>Opening</source>
        <translation>開いています</translation>
    </message>
    <message>
        <source>The record is being opened.</source>
        <translation>記録を開いています。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>もう一度</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>何をしますか</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>見つかったもの</translation>
    </message>
    <message>
        <source>Anything by name</source>
        <translation>名前で探す</translation>
    </message>
    <message>
        <source>↑ ↓ choose    ↵ do    Esc back</source>
        <translation>↑ ↓ 選ぶ    ↵ 実行    Esc 戻る</translation>
    </message>
    <message>
        <source>Next time press {key}</source>
        <translation>次からは {key} で</translation>
    </message>
</context>
<context>
    <name>PassphrasePage</name>
    <message>
        <source>Passphrase</source>
        <translation>パスフレーズ</translation>
    </message>
    <message>
        <source>This system has no keyring that is open, so the key of the record is wrapped by a passphrase.</source>
        <translation>このシステムには使えるキーリングがないため、記録の鍵をパスフレーズで守ります。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
</context>
<context>
    <name>PeopleSheet</name>
    <message>
        <source>At this window</source>
        <translation>この画面の担当者</translation>
    </message>
</context>
<context>
    <name>PersonButton</name>
    <message>
        <source>nobody</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>At this window: {name}</source>
        <translation>この画面の担当者：{name}</translation>
    </message>
</context>
<context>
    <name>PersonPage</name>
    <message>
        <source>Who are you?</source>
        <translation>担当者を選んでください</translation>
    </message>
    <message>
        <source>Each decision carries a name. Members never see it; a neutral one is as good as your own.</source>
        <translation>判断には名前が残ります。メンバーには見えません。本名でなくてもかまいません。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>役割</translation>
    </message>
    <message>
        <source>Moderator</source>
        <translation>モデレーター</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>リーダー</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>マネージャー</translation>
    </message>
    <message>
        <source>Take a seat</source>
        <translation>席につく</translation>
    </message>
    <message>
        <source>Type a name first.</source>
        <translation>先に名前を入力してください。</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>The answer held no picture.</source>
        <translation>応答に画像が含まれていませんでした。</translation>
    </message>
    <message>
        <source>No picture came</source>
        <translation>画像を取得できませんでした</translation>
    </message>
</context>
<context>
    <name>PostCard</name>
    <message>
        <source>in reply to {name}</source>
        <translation>{name} への返信</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>削除済み</translation>
    </message>
    <message>
        <source>Deleted by its author</source>
        <translation>投稿者が削除</translation>
    </message>
    <message numerus="yes">
        <source>edited %n time(s)</source>
        <translation>
            <numerusform>%n 回編集</numerusform>
        </translation>
    </message>
    <message>
        <source>first revision</source>
        <translation>初版</translation>
    </message>
    <message>
        <source>Joined {ago}</source>
        <translation>{ago}に参加</translation>
    </message>
    <message>
        <source>Member for {span}</source>
        <translation>参加 {span}</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>運営</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>ボット</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>暗号化</translation>
    </message>
    <message>
        <source>This case is about the account, not about one post</source>
        <translation>このケースは投稿ではなくアカウントについてのものです</translation>
    </message>
    <message>
        <source>This message is encrypted</source>
        <translation>このメッセージは暗号化されています</translation>
    </message>
    <message>
        <source>Its words cannot be read here. Go by the reports and by what stands around it.</source>
        <translation>本文はここでは読めません。報告の内容と前後の投稿から判断してください。</translation>
    </message>
    <message>
        <source>Veiled: somebody may be at risk</source>
        <translation>伏せています：安全が心配されます</translation>
    </message>
    <message>
        <source>{key} shows the words.</source>
        <translation>{key} で本文を表示します。</translation>
    </message>
    <message>
        <source>This post has no words</source>
        <translation>本文のない投稿です</translation>
    </message>
    <message>
        <source>[the rest was too long to keep]</source>
        <translation>［以降は長すぎるため保存していません］</translation>
    </message>
    <message>
        <source>{rule}, v{version}</source>
        <translation>{rule}、v{version}</translation>
    </message>
    <message>
        <source>Edit {n} of {all}, {when}: − removed, + added</source>
        <translation>編集 {n} / {all}、{when}：− 削除、+ 追加</translation>
    </message>
    <message>
        <source>not opened</source>
        <translation>開いていません</translation>
    </message>
    <message numerus="yes">
        <source>%n more address(es)</source>
        <translation>
            <numerusform>ほかにリンク %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>該当 %n か所</numerusform>
        </translation>
    </message>
    <message>
        <source>Guideline</source>
        <translation>ガイドライン</translation>
    </message>
    <message>
        <source>Edits</source>
        <translation>編集の差分</translation>
    </message>
    <message>
        <source>Raw text</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Show the words</source>
        <translation>本文を表示</translation>
    </message>
    <message>
        <source>Copy safely</source>
        <translation>安全にコピー</translation>
    </message>
</context>
<context>
    <name>PostView</name>
    <message>
        <source>No text</source>
        <translation>本文なし</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) without a hit</source>
        <translation>
            <numerusform>該当のない %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next part, %n character(s) left</source>
        <translation>
            <numerusform>続き（残り %n 文字）</numerusform>
        </translation>
    </message>
    <message>
        <source>From the start</source>
        <translation>最初から</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Copy safely</source>
        <translation>安全にコピー</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>すべて選択</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Take it up</source>
        <translation>引き受ける</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>退ける</translation>
    </message>
    <message>
        <source>Flags, {step}</source>
        <translation>通報・検出（{step}）</translation>
    </message>
    <message>
        <source>In it</source>
        <translation>含まれるもの</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>最近の動き</translation>
    </message>
    <message>
        <source>{n}, {decided} decided</source>
        <translation>{n} 件、うち判断済み {decided} 件</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Authors</source>
        <translation>投稿者</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>リンク</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>規則</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>being read</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>veiled</source>
        <translation>伏せています</translation>
    </message>
    <message numerus="yes">
        <source>{author}: {text}. %n report(s)</source>
        <translation>
            <numerusform>{author}：{text}。報告 %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuePane</name>
    <message>
        <source>Open cases</source>
        <translation>未対応</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>自分の担当</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>上に回したもの</translation>
    </message>
    <message>
        <source>For later</source>
        <translation>あとで見るもの</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>判断済み</translation>
    </message>
    <message>
        <source>Most urgent first</source>
        <translation>緊急度の高い順</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>古い順</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>新しい順</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Reading the queue</source>
        <translation>一覧を読み込んでいます</translation>
    </message>
    <message numerus="yes">
        <source>%n new case(s)</source>
        <translation>
            <numerusform>新着 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>show</source>
        <translation>表示</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n 件を選択</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} open</source>
        <translation>未対応 {n} 件</translation>
    </message>
    <message>
        <source>oldest waits {time}</source>
        <translation>最長待ち {time}</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>該当するケースはありません</translation>
    </message>
    <message>
        <source>Take a part of the filter away to see more.</source>
        <translation>条件を減らすと、ほかのケースも表示されます。</translation>
    </message>
    <message>
        <source>The queue is clear</source>
        <translation>未対応はありません</translation>
    </message>
    <message>
        <source>New cases appear here by themselves.</source>
        <translation>新しいケースは自動でここに並びます。</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>ここには何もありません</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>もう一度</translation>
    </message>
</context>
<context>
    <name>QueueRow</name>
    <message>
        <source>{n}m</source>
        <translation>{n}分</translation>
    </message>
    <message>
        <source>{n}h</source>
        <translation>{n}時間</translation>
    </message>
    <message>
        <source>{n}d</source>
        <translation>{n}日</translation>
    </message>
    <message>
        <source>Veiled: someone may be unwell</source>
        <translation>伏せています：体調を案じる投稿</translation>
    </message>
    <message>
        <source>no words</source>
        <translation>本文なし</translation>
    </message>
</context>
<context>
    <name>RailItem</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 件待ち</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReadingSheet</name>
    <message>
        <source>Guideline {n}, version {version}, published {when} by {name}</source>
        <translation>ガイドライン {n}、第 {version} 版、{when} {name} さんが公開</translation>
    </message>
    <message>
        <source>{author} · revision {n} · {count} characters · {id}</source>
        <translation>{author} · 第 {n} 版 · {count} 文字 · {id}</translation>
    </message>
    <message>
        <source>Raw text</source>
        <translation>原文</translation>
    </message>
</context>
<context>
    <name>ReceiptToast</name>
    <message>
        <source>saving</source>
        <translation>保存中</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>保存しました</translation>
    </message>
    <message>
        <source>sent, reading back</source>
        <translation>送信済み、確認中</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>確認済み</translation>
    </message>
    <message>
        <source>refused by the platform</source>
        <translation>プラットフォームが拒否</translation>
    </message>
    <message>
        <source>outcome unknown</source>
        <translation>結果不明</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) came meanwhile</source>
        <translation>
            <numerusform>その間に報告 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation>
            <numerusform>%n 件は保存できません</numerusform>
        </translation>
    </message>
    <message>
        <source>It cannot be taken back</source>
        <translation>取り消せません</translation>
    </message>
    <message>
        <source>Sent already: the way back is on its way</source>
        <translation>送信済みのため、元に戻す操作を送ります</translation>
    </message>
    <message>
        <source>cannot be taken back: {what}</source>
        <translation>取り消せないもの：{what}</translation>
    </message>
    <message>
        <source>Taken back, nothing was sent</source>
        <translation>取り消しました。何も送信していません</translation>
    </message>
    <message>
        <source>Taken back as far as it goes</source>
        <translation>取り消せる範囲で取り消しました</translation>
    </message>
</context>
<context>
    <name>RecoveryPage</name>
    <message>
        <source>Write this down</source>
        <translation>書き留めてください</translation>
    </message>
    <message>
        <source>Everything is encrypted with a key in this system's keyring. If the keyring is lost, only this code opens the record again. It is shown once. Keep it on paper, apart from this computer.</source>
        <translation>すべての記録は、このシステムのキーリングにある鍵で暗号化しています。キーリングを失うと、記録を開けるのはこのコードだけです。表示は一度きりです。紙に書き、この機器とは別の場所に保管してください。</translation>
    </message>
    <message>
        <source>Group {number} of the code</source>
        <translation>コードの {number} 番目の組</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>書き留めました</translation>
    </message>
    <message>
        <source>Group {number} is not as shown above.</source>
        <translation>{number} 番目の組が上の表示と違います。</translation>
    </message>
</context>
<context>
    <name>ResolutionPane</name>
    <message>
        <source>Resolution</source>
        <translation>解決</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>次の一手</translation>
    </message>
    <message>
        <source>What is to be done next</source>
        <translation>次にすること</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>やめる</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>In one line: how it ended</source>
        <translation>一行で：どう終わったか</translation>
    </message>
    <message>
        <source>What to change in the guidelines</source>
        <translation>ガイドラインで変えるべきこと</translation>
    </message>
    <message>
        <source>Which guideline, and what it should say</source>
        <translation>どのガイドラインを、どう書くべきか</translation>
    </message>
    <message>
        <source>in {n} min</source>
        <translation>{n} 分後</translation>
    </message>
    <message>
        <source>in {n} h</source>
        <translation>{n} 時間後</translation>
    </message>
    <message>
        <source>tomorrow 9:00</source>
        <translation>明日 9:00</translation>
    </message>
    <message>
        <source>in 3 days</source>
        <translation>3 日後</translation>
    </message>
    <message>
        <source>no time</source>
        <translation>期限なし</translation>
    </message>
    <message>
        <source>saved {time}</source>
        <translation>{time} 保存</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>変更</translation>
    </message>
    <message>
        <source>Set the next step</source>
        <translation>次の一手を決める</translation>
    </message>
    <message>
        <source>Checklist: {kind}</source>
        <translation>確認項目：{kind}</translation>
    </message>
    <message>
        <source>{n} of {m}</source>
        <translation>{n} / {m}</translation>
    </message>
    <message>
        <source>a lead</source>
        <translation>主担当</translation>
    </message>
    <message>
        <source>an outcome</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Closed {when}</source>
        <translation>{when} に終了</translation>
    </message>
    <message>
        <source>Needs {what}</source>
        <translation>{what}が必要</translation>
    </message>
    <message>
        <source> and </source>
        <translation>と</translation>
    </message>
    <message>
        <source>Ready to close</source>
        <translation>終了できます</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>再び開く</translation>
    </message>
    <message>
        <source>Close incident</source>
        <translation>インシデントを終了</translation>
    </message>
</context>
<context>
    <name>SafetyPage</name>
    <message>
        <source>For your own safety</source>
        <translation>あなた自身を守るために</translation>
    </message>
    <message>
        <source>Much of what is reported is hard to look at. Nothing is shown before you ask for it.</source>
        <translation>報告には、見るのがつらいものも多くあります。あなたが求めるまで表示しません。</translation>
    </message>
    <message>
        <source>Pictures stay covered until I ask for one</source>
        <translation>画像は、開くまで伏せておく</translation>
    </message>
    <message>
        <source>Without colour first</source>
        <translation>まず白黒で表示する</translation>
    </message>
    <message>
        <source>Blurred first</source>
        <translation>まずぼかして表示する</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>次へ</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Find a key or a word</source>
        <translation>キーまたは言葉で探す</translation>
    </message>
    <message>
        <source>In the strip, 1 to 9 pick the guideline and Enter decides and goes on. The key for the next case never removes anything. Single letters rest while you type.</source>
        <translation>判断の帯では 1〜9 でガイドラインを選び、Enter で決定して次へ進みます。次へ進むキーで削除されることはありません。文字の入力中、一文字のキーは働きません。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Anything</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Connection to the platforms is starting again</source>
        <translation>プラットフォームへの接続を再開しています</translation>
    </message>
    <message>
        <source>{state}, rehearsal: nothing is sent</source>
        <translation>{state}、リハーサル中：何も送信しません</translation>
    </message>
    <message>
        <source>{state}, resumes in {left}</source>
        <translation>{state}、{left} 後に再開</translation>
    </message>
    <message>
        <source>{there} on the way, {unknown} unknown</source>
        <translation>送信中 {there} 件、結果不明 {unknown} 件</translation>
    </message>
    <message>
        <source>{there} on the way, {refused} refused</source>
        <translation>送信中 {there} 件、拒否 {refused} 件</translation>
    </message>
    <message numerus="yes">
        <source>%n in outbox</source>
        <translation>
            <numerusform>送信箱 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Off duty</source>
        <translation>当番外</translation>
    </message>
    <message>
        <source>On shift {hours} h {minutes} min</source>
        <translation>当番 {hours} 時間 {minutes} 分</translation>
    </message>
    <message>
        <source>On shift {minutes} min</source>
        <translation>当番 {minutes} 分</translation>
    </message>
</context>
<context>
    <name>Strikes</name>
    <message numerus="yes">
        <source>%n strike(s)</source>
        <translation>
            <numerusform>警告点 %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tag</name>
    <message>
        <source>{words}, remove</source>
        <translation>{words}、外す</translation>
    </message>
</context>
<context>
    <name>Thread</name>
    <message>
        <source>fold</source>
        <translation>たたむ</translation>
    </message>
    <message>
        <source>open</source>
        <translation>開く</translation>
    </message>
    <message numerus="yes">
        <source>%n earlier post(s)</source>
        <translation>
            <numerusform>前の投稿 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n later post(s)</source>
        <translation>
            <numerusform>後の投稿 %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThreadPost</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>ファイル %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tile</name>
    <message>
        <source>“{alt}” (described by the author)</source>
        <translation>「{alt}」（投稿者による説明）</translation>
    </message>
    <message>
        <source>no description</source>
        <translation>説明なし</translation>
    </message>
    <message>
        <source>Picture, veiled</source>
        <translation>画像、伏せています</translation>
    </message>
    <message>
        <source>Video, veiled</source>
        <translation>動画、伏せています</translation>
    </message>
    <message>
        <source>Picture, on its way</source>
        <translation>画像、取得中</translation>
    </message>
    <message>
        <source>Picture, could not be shown</source>
        <translation>画像、表示できません</translation>
    </message>
    <message>
        <source>Picture, revealed</source>
        <translation>画像、表示中</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>音声</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Hold to peek</source>
        <translation>押して見る</translation>
    </message>
    <message>
        <source>Veil again</source>
        <translation>再び伏せる</translation>
    </message>
</context>
<context>
    <name>TimelineList</name>
    <message>
        <source>Timeline</source>
        <translation>経緯</translation>
    </message>
    <message>
        <source>Nothing of these kinds happened.</source>
        <translation>この種類の出来事はありません。</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Guidelines</source>
        <translation>ガイドライン</translation>
    </message>
    <message>
        <source>Platforms</source>
        <translation>プラットフォーム</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Hand-overs</source>
        <translation>引き継ぎ</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>取り消す</translation>
    </message>
</context>
<context>
    <name>TriageRoom</name>
    <message>
        <source>urgency {n}</source>
        <translation>緊急度 {n}</translation>
    </message>
    <message>
        <source>Nothing is unknown here</source>
        <translation>結果不明のものはありません</translation>
    </message>
    <message>
        <source>{name} holds this case</source>
        <translation>{name} さんが担当中です</translation>
    </message>
    <message>
        <source>decided already</source>
        <translation>判断済み</translation>
    </message>
    <message>
        <source>Nothing in hand</source>
        <translation>ケースが選ばれていません</translation>
    </message>
    <message>
        <source>Choose a decision at the left to look at it again.</source>
        <translation>左の一覧から判断を選ぶと、もう一度確認できます。</translation>
    </message>
    <message>
        <source>Connect one on the command line: moderator connect matrix</source>
        <translation>コマンドで接続してください：moderator connect matrix</translation>
    </message>
    <message>
        <source>No community is connected yet</source>
        <translation>接続しているコミュニティはまだありません</translation>
    </message>
    <message>
        <source>New cases appear at the left by themselves; the list never moves under your hand.</source>
        <translation>新しいケースは左に自動で並びます。操作中に一覧が動くことはありません。</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>待っているものはありません</translation>
    </message>
    <message>
        <source>A break does good now. {key} goes off duty.</source>
        <translation>ここで休憩を入れませんか。{key} で当番を外れます。</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) revealed</source>
        <translation>
            <numerusform>画像を %n 件開きました</numerusform>
        </translation>
    </message>
    <message>
        <source>A removal names the guideline that was broken. Publish the guidelines of this community first.</source>
        <translation>削除には、違反したガイドラインを示す必要があります。先にこのコミュニティのガイドラインを公開してください。</translation>
    </message>
    <message>
        <source>No guidelines are published here</source>
        <translation>公開されたガイドラインがありません</translation>
    </message>
    <message>
        <source>Not possible here</source>
        <translation>ここではできません</translation>
    </message>
    <message>
        <source>What I decided</source>
        <translation>自分の判断</translation>
    </message>
</context>
<context>
    <name>TroubleCard</name>
    <message>
        <source>We do not know whether it arrived: {what}</source>
        <translation>届いたかどうか分かりません：{what}</translation>
    </message>
    <message>
        <source>Sent for {author} at {at}; no answer came, and it cannot be read back.</source>
        <translation>{at} に {author} について送信しましたが、応答がなく、結果を読み返すこともできません。</translation>
    </message>
    <message>
        <source>It will not be sent again unless you say so.</source>
        <translation>あなたが指示しないかぎり、再送しません。</translation>
    </message>
    <message>
        <source>The platform refused it: {what}</source>
        <translation>プラットフォームに拒否されました：{what}</translation>
    </message>
    <message>
        <source>For {author} at {at}: {why}.</source>
        <translation>{at}、{author}：{why}。</translation>
    </message>
    <message>
        <source>What was decided beside it stands.</source>
        <translation>ほかの操作はそのまま有効です。</translation>
    </message>
    <message>
        <source>Send again, may arrive twice</source>
        <translation>再送（二重に届く可能性あり）</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>再送する</translation>
    </message>
    <message>
        <source>It arrived</source>
        <translation>届いていた</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>このままにする</translation>
    </message>
</context>
<context>
    <name>UrgencyBar</name>
    <message>
        <source>Urgency {total}: {parts}</source>
        <translation>緊急度 {total}：{parts}</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>緊急度</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Select them with X, then press {key} and choose the incident.</source>
        <translation>X で選び、{key} を押してインシデントを選んでください。</translation>
    </message>
    <message>
        <source>Choose the cases</source>
        <translation>案件を選んでください</translation>
    </message>
    <message>
        <source>Nothing saved is lost. A report without anybody's words lies in {where}</source>
        <translation>保存済みのものは失われていません。誰の言葉も含まない報告を {where} に残しました</translation>
    </message>
    <message>
        <source>Something in Moderator failed</source>
        <translation>Moderator の内部で問題が起きました</translation>
    </message>
</context>
<context>
    <name>_Step</name>
    <message>
        <source>now</source>
        <translation>現在</translation>
    </message>
</context>
<context>
    <name>incidents</name>
    <message>
        <source>Incident log</source>
        <translation>インシデント記録</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>時点</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>インシデント</translation>
    </message>
    <message>
        <source>{name} leads</source>
        <translation>主担当 {name}</translation>
    </message>
    <message>
        <source>opened {when}</source>
        <translation>{when} 開始</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>重大度</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>主担当</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>Contained</source>
        <translation>抑え込み</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>次の一手</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>What to change in the guidelines</source>
        <translation>ガイドラインで変えるべきこと</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>確認項目</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>経緯</translation>
    </message>
    <message>
        <source>Evidence at intake</source>
        <translation>受付時の証拠</translation>
    </message>
    <message>
        <source>(erased)</source>
        <translation>（消去済み）</translation>
    </message>
    <message>
        <source>{author}, revision {n}, SHA-256 {digest}</source>
        <translation>{author}、第 {n} 版、SHA-256 {digest}</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>復元</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>wrote to</source>
        <translation>連絡</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>発言停止</translation>
    </message>
    <message>
        <source>put out</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>banned</source>
        <translation>追放</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>アカウント停止</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>ロック</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>ラベル</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>forwarded</source>
        <translation>転送</translation>
    </message>
    <message>
        <source>unmuted</source>
        <translation>発言停止の解除</translation>
    </message>
    <message>
        <source>let in again</source>
        <translation>追放の解除</translation>
    </message>
    <message>
        <source>reinstated</source>
        <translation>停止の解除</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>ロック解除</translation>
    </message>
    <message>
        <source>taken back since</source>
        <translation>その後取り消し</translation>
    </message>
    <message>
        <source>Confirmed {n} of {m}</source>
        <translation>{m} 件中 {n} 件を確認</translation>
    </message>
    <message>
        <source>is live again</source>
        <translation>とのやり取りが復旧</translation>
    </message>
    <message>
        <source>limits us</source>
        <translation>から制限を受ける</translation>
    </message>
    <message>
        <source>cannot be reached</source>
        <translation>に接続できない</translation>
    </message>
    <message>
        <source>refuses us</source>
        <translation>に拒否される</translation>
    </message>
    <message>
        <source>changed its state</source>
        <translation>の状態が変化</translation>
    </message>
    <message>
        <source>severity {word}</source>
        <translation>重大度 {word}</translation>
    </message>
    <message>
        <source>opened the incident</source>
        <translation>がインシデントを開始</translation>
    </message>
    <message>
        <source>set it to {state}</source>
        <translation>が「{state}」に変更</translation>
    </message>
    <message>
        <source>changed the severity</source>
        <translation>が重大度を変更</translation>
    </message>
    <message>
        <source>renamed it</source>
        <translation>が件名を変更</translation>
    </message>
    <message>
        <source>set the next step</source>
        <translation>が次の一手を設定</translation>
    </message>
    <message>
        <source>cleared the next step</source>
        <translation>が次の一手を取り下げ</translation>
    </message>
    <message>
        <source>ticked “{item}”</source>
        <translation>が「{item}」を確認</translation>
    </message>
    <message>
        <source>unticked “{item}”</source>
        <translation>が「{item}」の確認を取り消し</translation>
    </message>
    <message>
        <source>set the outcome: {outcome}</source>
        <translation>が結果を設定：{outcome}</translation>
    </message>
    <message>
        <source>wrote what to change in the guidelines</source>
        <translation>がガイドラインで変えるべきことを記入</translation>
    </message>
    <message>
        <source>made {after} the lead</source>
        <translation>が主担当を {after} に変更</translation>
    </message>
    <message>
        <source>before: {before}</source>
        <translation>以前：{before}</translation>
    </message>
    <message>
        <source>First flags</source>
        <translation>最初の通報・検出</translation>
    </message>
    <message>
        <source>corrected a note</source>
        <translation>がメモを訂正</translation>
    </message>
    <message>
        <source>noted</source>
        <translation>がメモを記入</translation>
    </message>
    <message>
        <source>published version {n} of the guidelines</source>
        <translation>がガイドライン第 {n} 版を公開</translation>
    </message>
    <message>
        <source>handed the shift over</source>
        <translation>が引き継ぎ</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation>提案</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>対応中</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>経過観察</translation>
    </message>
    <message>
        <source>Dismissed</source>
        <translation>却下</translation>
    </message>
    <message>
        <source>spam wave</source>
        <translation>スパムの波</translation>
    </message>
    <message>
        <source>quarrel</source>
        <translation>もめごと</translation>
    </message>
    <message>
        <source>leak</source>
        <translation>漏えい</translation>
    </message>
    <message>
        <source>impersonation</source>
        <translation>なりすまし</translation>
    </message>
    <message>
        <source>someone at risk</source>
        <translation>危険にさらされている人</translation>
    </message>
    <message>
        <source>other</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>解決</translation>
    </message>
    <message>
        <source>Calmed down</source>
        <translation>沈静化</translation>
    </message>
    <message>
        <source>Handed on</source>
        <translation>引き渡し</translation>
    </message>
    <message>
        <source>False alarm</source>
        <translation>誤報</translation>
    </message>
    <message>
        <source>Not solved</source>
        <translation>未解決</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>新しい順</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>古い順</translation>
    </message>
    <message>
        <source>Most severe first</source>
        <translation>重大な順</translation>
    </message>
    <message>
        <source>Next step first</source>
        <translation>次の一手が近い順</translation>
    </message>
    <message>
        <source>This incident cannot be closed yet</source>
        <translation>このインシデントはまだ終了できません</translation>
    </message>
    <message>
        <source>Choose who leads it first.</source>
        <translation>先に主担当を選んでください。</translation>
    </message>
    <message>
        <source>Choose the outcome first.</source>
        <translation>先に結果を選んでください。</translation>
    </message>
    <message>
        <source>Choose who leads it and the outcome first.</source>
        <translation>先に主担当と結果を選んでください。</translation>
    </message>
    <message>
        <source>This incident is closed</source>
        <translation>このインシデントは終了しています</translation>
    </message>
    <message>
        <source>Open it again to change it. Notes can always be added.</source>
        <translation>変更するには再び開いてください。メモはいつでも追加できます。</translation>
    </message>
    <message>
        <source>Somebody was quicker</source>
        <translation>ほかの人が先に変更しました</translation>
    </message>
    <message>
        <source>This incident has another state now. Look at it again.</source>
        <translation>このインシデントの状態は変わっています。もう一度確認してください。</translation>
    </message>
    <message>
        <source>The incident has no title</source>
        <translation>件名がありません</translation>
    </message>
    <message>
        <source>Say in a few words what is going on.</source>
        <translation>何が起きているか、短い言葉で書いてください。</translation>
    </message>
    <message>
        <source>That time has passed</source>
        <translation>その時刻は過ぎています</translation>
    </message>
    <message>
        <source>Choose a later time.</source>
        <translation>もっと後の時刻を選んでください。</translation>
    </message>
    <message>
        <source>A file of this name is there already</source>
        <translation>同じ名前のファイルがあります</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>別の名前にしてください。</translation>
    </message>
    <message>
        <source>The file could not be written</source>
        <translation>ファイルを書き込めませんでした</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>別のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>This incident is not known</source>
        <translation>このインシデントは見つかりません</translation>
    </message>
    <message>
        <source>Look at the log again.</source>
        <translation>記録をもう一度確認してください。</translation>
    </message>
    <message>
        <source>tomorrow {time}</source>
        <translation>明日 {time}</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 時間</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 日</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 時間 {m} 分</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} 日 {h} 時間</translation>
    </message>
    <message>
        <source>{when}, overdue by {span}</source>
        <translation>{when}（{span}超過）</translation>
    </message>
    <message>
        <source>{when}, in {span}</source>
        <translation>{when}（あと {span}）</translation>
    </message>
</context>
<context>
    <name>marks</name>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>緊急</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>送信中</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>送信済み</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>確認済み</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>Outcome unknown</source>
        <translation>結果不明</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>元に戻しました</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>取り消し</translation>
    </message>
    <message>
        <source>Reversible</source>
        <translation>元に戻せる</translation>
    </message>
    <message>
        <source>Partly</source>
        <translation>一部だけ</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>戻せない</translation>
    </message>
    <message>
        <source>live</source>
        <translation>接続中</translation>
    </message>
    <message>
        <source>limited</source>
        <translation>制限中</translation>
    </message>
    <message>
        <source>down</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>needs you</source>
        <translation>対応が必要</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>接続しています</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>一時停止</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>Held by the platform’s own filter</source>
        <translation>プラットフォームの自動フィルターが保留</translation>
    </message>
    <message>
        <source>Brought here by {name}</source>
        <translation>{name} さんが追加</translation>
    </message>
    <message>
        <source>{title} v{version}</source>
        <translation>{title} v{version}</translation>
    </message>
    <message>
        <source>severity {n}</source>
        <translation>重大度 {n}</translation>
    </message>
    <message>
        <source>reporters {n}</source>
        <translation>報告者 {n}</translation>
    </message>
    <message>
        <source>age {n}</source>
        <translation>経過 {n}</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Close without action</source>
        <translation>操作なしで閉じる</translation>
    </message>
    <message>
        <source>Remove the post</source>
        <translation>投稿を削除</translation>
    </message>
    <message>
        <source>Restore the post</source>
        <translation>投稿を復元</translation>
    </message>
    <message>
        <source>Edit the post</source>
        <translation>投稿を編集</translation>
    </message>
    <message>
        <source>Label the post</source>
        <translation>投稿にラベル</translation>
    </message>
    <message>
        <source>Send the notice</source>
        <translation>通知を送る</translation>
    </message>
    <message>
        <source>Send a message</source>
        <translation>メッセージを送る</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>発言停止</translation>
    </message>
    <message>
        <source>Lift the mute</source>
        <translation>発言停止を解除</translation>
    </message>
    <message>
        <source>Put out</source>
        <translation>退出させる</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>参加停止</translation>
    </message>
    <message>
        <source>Lift the ban</source>
        <translation>参加停止を解除</translation>
    </message>
    <message>
        <source>Suspend the account</source>
        <translation>アカウントを凍結</translation>
    </message>
    <message>
        <source>Lift the suspension</source>
        <translation>凍結を解除</translation>
    </message>
    <message>
        <source>Lock the thread</source>
        <translation>スレッドをロック</translation>
    </message>
    <message>
        <source>Unlock the thread</source>
        <translation>ロックを解除</translation>
    </message>
    <message>
        <source>Close the report on the platform</source>
        <translation>プラットフォームの報告を閉じる</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>転送</translation>
    </message>
    <message>
        <source>No action</source>
        <translation>操作なし</translation>
    </message>
    <message>
        <source>Post removed</source>
        <translation>投稿を削除</translation>
    </message>
    <message>
        <source>Post restored</source>
        <translation>投稿を復元</translation>
    </message>
    <message>
        <source>Post edited</source>
        <translation>投稿を編集</translation>
    </message>
    <message>
        <source>Post labelled</source>
        <translation>ラベルを付与</translation>
    </message>
    <message>
        <source>Warning to the author</source>
        <translation>投稿者への警告</translation>
    </message>
    <message>
        <source>Message to the author</source>
        <translation>投稿者へのメッセージ</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>発言停止</translation>
    </message>
    <message>
        <source>Mute lifted</source>
        <translation>発言停止を解除</translation>
    </message>
    <message>
        <source>Banned</source>
        <translation>参加停止</translation>
    </message>
    <message>
        <source>Ban lifted</source>
        <translation>参加停止を解除</translation>
    </message>
    <message>
        <source>Account suspended</source>
        <translation>アカウントを凍結</translation>
    </message>
    <message>
        <source>Suspension lifted</source>
        <translation>凍結を解除</translation>
    </message>
    <message>
        <source>Thread locked</source>
        <translation>スレッドをロック</translation>
    </message>
    <message>
        <source>Thread unlocked</source>
        <translation>ロックを解除</translation>
    </message>
    <message>
        <source>Report closed</source>
        <translation>報告を閉じました</translation>
    </message>
    <message>
        <source>Forwarded</source>
        <translation>転送しました</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>削除しました</translation>
    </message>
    <message>
        <source>Warned</source>
        <translation>警告しました</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>凍結しました</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>this post</source>
        <translation>この投稿</translation>
    </message>
    <message>
        <source>this thread</source>
        <translation>このスレッド</translation>
    </message>
    <message>
        <source>in this place</source>
        <translation>この場所で</translation>
    </message>
    <message>
        <source>in the whole community</source>
        <translation>コミュニティ全体で</translation>
    </message>
    <message>
        <source>ends by itself</source>
        <translation>自動で終了</translation>
    </message>
    <message>
        <source>ends while Moderator runs</source>
        <translation>Moderator の起動中に終了</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>期限なし</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 時間</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 時間</translation>
    </message>
    <message>
        <source>spam</source>
        <translation>スパム</translation>
    </message>
    <message>
        <source>scam</source>
        <translation>詐欺</translation>
    </message>
    <message>
        <source>harassment</source>
        <translation>いやがらせ</translation>
    </message>
    <message>
        <source>hate</source>
        <translation>差別・憎悪</translation>
    </message>
    <message>
        <source>violence</source>
        <translation>暴力</translation>
    </message>
    <message>
        <source>sexual content</source>
        <translation>性的な内容</translation>
    </message>
    <message>
        <source>somebody at risk</source>
        <translation>安全の心配</translation>
    </message>
    <message>
        <source>personal data</source>
        <translation>個人情報</translation>
    </message>
    <message>
        <source>copyright</source>
        <translation>著作物</translation>
    </message>
    <message>
        <source>illegal</source>
        <translation>違法</translation>
    </message>
    <message>
        <source>off-topic</source>
        <translation>場違い</translation>
    </message>
    <message>
        <source>other reason</source>
        <translation>その他の理由</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>発言停止中</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>凍結中</translation>
    </message>
    <message>
        <source>banned</source>
        <translation>参加停止中</translation>
    </message>
    <message>
        <source>account closed</source>
        <translation>退会済み</translation>
    </message>
    <message>
        <source>needs a server administrator</source>
        <translation>サーバー管理者の権限が必要です</translation>
    </message>
    <message>
        <source>our account has not enough power here</source>
        <translation>この場所での権限が足りません</translation>
    </message>
    <message>
        <source>this member has as much power as we have</source>
        <translation>相手の権限がこちらと同じかそれ以上です</translation>
    </message>
    <message>
        <source>the creator of a room cannot be restricted in it</source>
        <translation>ルームの作成者はそのルームで制限できません</translation>
    </message>
    <message>
        <source>the account lives on another server</source>
        <translation>別のサーバーのアカウントです</translation>
    </message>
    <message>
        <source>this is our own account</source>
        <translation>自分たちのアカウントです</translation>
    </message>
    <message>
        <source>the member is not in this place</source>
        <translation>この場所に参加していません</translation>
    </message>
    <message>
        <source>has been done already</source>
        <translation>すでに実行済みです</translation>
    </message>
    <message>
        <source>the message is not there any more</source>
        <translation>メッセージはもうありません</translation>
    </message>
    <message>
        <source>there is no message to act on</source>
        <translation>対象のメッセージがありません</translation>
    </message>
    <message>
        <source>no place is known for this case</source>
        <translation>このケースの場所が分かりません</translation>
    </message>
    <message>
        <source>the server does not send notices</source>
        <translation>サーバーの通知機能が無効です</translation>
    </message>
    <message>
        <source>closing reports on the server is switched off</source>
        <translation>サーバーの報告を閉じる設定がオフです</translation>
    </message>
    <message>
        <source>no report of the platform belongs to this</source>
        <translation>プラットフォームの報告がありません</translation>
    </message>
    <message>
        <source>the account has been closed</source>
        <translation>アカウントは閉鎖済みです</translation>
    </message>
    <message>
        <source>the server does not know this account</source>
        <translation>サーバーがこのアカウントを知りません</translation>
    </message>
    <message>
        <source>this server cannot suspend accounts</source>
        <translation>このサーバーではアカウントを凍結できません</translation>
    </message>
    <message>
        <source>the platform is being asked</source>
        <translation>プラットフォームに確認中です</translation>
    </message>
    <message>
        <source>this platform does not have it</source>
        <translation>このプラットフォームにはありません</translation>
    </message>
    <message>
        <source>The server first makes our account an administrator of this room.</source>
        <translation>サーバーがまず、こちらのアカウントをこのルームの管理者にします。</translation>
    </message>
    <message>
        <source>Switch on “Take room power when needed” for this community.</source>
        <translation>このコミュニティで「必要なときにルームの権限を取得」をオンにしてください。</translation>
    </message>
    <message>
        <source>Ask an administrator of the room for power level 50 or more.</source>
        <translation>ルームの管理者に、権限レベル 50 以上を依頼してください。</translation>
    </message>
    <message>
        <source>Connect with the token of a server administrator.</source>
        <translation>サーバー管理者のトークンで接続してください。</translation>
    </message>
    <message>
        <source>Ask who runs the server to set server_notices, then connect again.</source>
        <translation>サーバーの運営者に server_notices の設定を依頼し、接続し直してください。</translation>
    </message>
    <message>
        <source>Switch on “Delete handled reports” for this community.</source>
        <translation>このコミュニティで「対応済みの報告を削除」をオンにしてください。</translation>
    </message>
    <message>
        <source>No breach</source>
        <translation>違反なし</translation>
    </message>
    <message>
        <source>Breach</source>
        <translation>違反</translation>
    </message>
    <message>
        <source>{who} decided this case first</source>
        <translation>{who} さんが先に判断しました</translation>
    </message>
    <message>
        <source>Old and new stand below. Read the new text and decide again.</source>
        <translation>編集前と編集後を下に示します。新しい本文を読んで、もう一度判断してください。</translation>
    </message>
    <message>
        <source>The post was edited while you decided</source>
        <translation>判断の間に投稿が編集されました</translation>
    </message>
    <message>
        <source>The decision was not saved: {why}</source>
        <translation>判断を保存できませんでした：{why}</translation>
    </message>
    <message>
        <source>the post was edited after the decision</source>
        <translation>判断のあとに投稿が編集されました</translation>
    </message>
    <message>
        <source>somebody changed the sanction meanwhile</source>
        <translation>その間に別の人が制限を変更しました</translation>
    </message>
    <message>
        <source>the platform does not show its effect</source>
        <translation>プラットフォーム側で結果を確認できません</translation>
    </message>
    <message>
        <source>another decision still holds it</source>
        <translation>別の判断がまだ有効です</translation>
    </message>
    <message>
        <source>goes out in {n} s</source>
        <translation>あと {n} 秒で送信</translation>
    </message>
    <message>
        <source>goes out {when}</source>
        <translation>{when}に送信</translation>
    </message>
    <message>
        <source>{at}, on its way</source>
        <translation>{at}、送信中</translation>
    </message>
    <message>
        <source>{at}, reading back</source>
        <translation>{at}、確認中</translation>
    </message>
    <message>
        <source>{at}, read back</source>
        <translation>{at}、確認済み</translation>
    </message>
    <message>
        <source>{at}, refused: {why}</source>
        <translation>{at}、拒否：{why}</translation>
    </message>
    <message>
        <source>{at}, no answer</source>
        <translation>{at}、応答なし</translation>
    </message>
    <message>
        <source>{at}, taken back</source>
        <translation>{at}、取り消し</translation>
    </message>
    <message>
        <source>{at}, not sent</source>
        <translation>{at}、未送信</translation>
    </message>
    <message>
        <source>Today {time}</source>
        <translation>今日 {time}</translation>
    </message>
    <message>
        <source>Yesterday {time}</source>
        <translation>昨日 {time}</translation>
    </message>
    <message>
        <source>{length} ago</source>
        <translation>{length}前</translation>
    </message>
    <message>
        <source>Tomorrow {time}</source>
        <translation>明日 {time}</translation>
    </message>
</context>
</TS>
