"""One window a profile."""

from ui.shell.instance import Instance


def test_a_second_start_raises_the_first_window(qapp: object, qtbot: object) -> None:
    raised: list[bool] = []

    def come() -> None:
        raised.append(True)

    first, second = Instance("some profile"), Instance("some profile")
    assert not first.raise_other()
    first.listen(come)
    assert second.raise_other()
    qtbot.waitUntil(lambda: raised == [True])  # type: ignore[attr-defined]


def test_two_profiles_do_not_know_each_other(qapp: object) -> None:
    first, second = Instance("one"), Instance("two")
    first.listen(lambda: None)
    assert not second.raise_other()
