"""The tests' own JupyterLab: what `lab` promises the other tests."""

import pytest


def test_a_notebook_runs_and_its_kernel_can_be_asked(lab):
    notebook = lab.open("small.ipynb")
    assert notebook.output("give") == ""
    notebook.run_all()
    assert [notebook.output(cell) for cell in ("give", "read", "slow")] == ["x is 42", "'beside'", "done"]
    assert notebook.python("[x, x / 4]") == [42, 10.5]
    with pytest.raises(RuntimeError, match="NameError"):
        notebook.python("no_such_name")
    with pytest.raises(LookupError, match="has no cell with the id 'nowhere'"):
        notebook.output("nowhere")


def test_a_window_is_used_again_with_a_fresh_copy_and_nothing_of_the_last_notebook_in_it(lab):
    first = lab.open("small.ipynb")
    first.run_all()
    first.page.keyboard.press("Control+s")
    assert lab.close_notebooks() == []
    assert lab.ask("api/sessions") == []
    second = lab.open("small.ipynb")
    assert second.page is first.page
    assert second.page.locator(".jp-Notebook").count() == 1
    assert second.output("give") == ""
    assert second.python("'x' in globals()") is False


def test_a_widget_in_jupyterlab_talks_to_the_kernel(lab):
    notebook = lab.open("widget.ipynb")
    notebook.run_all()
    notebook.cell("read").get_by_text("count is 3").click()
    notebook.cell("read").get_by_text("count is 4").wait_for()
    notebook.wait_until("counter.count == 4")
    with pytest.raises(AssertionError, match="did not come true"):
        notebook.wait_until("counter.count == 5", seconds=1)


def test_a_cell_that_raises_fails_the_run_and_its_window_is_not_used_again(lab):
    raising = lab.open("raises.ipynb")
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        raising.run_all()
    raising.page.evaluate("() => console.error('something broke')")
    raising.page.wait_for_timeout(300)
    assert any("something broke" in problem for problem in lab.close_notebooks())
    assert lab.open("small.ipynb").page is not raising.page


def test_a_kernel_can_be_killed_and_its_window_is_not_used_again(lab):
    killed = lab.open("small.ipynb")
    killed.run_all()
    first = killed.kernel_process
    killed.kill_kernel()
    killed.page.get_by_text("appears to have died").wait_for()
    killed.wait_until_idle()
    assert killed.python("__import__('os').getpid()") != first
    assert killed.python("'x' in globals()") is False
    lab.close_notebooks()
    assert lab.open("small.ipynb").page is not killed.page
