"""A real JupyterLab server for the tests, and a notebook opened in it: run it, read it, ask or kill its kernel."""

import ast
import contextlib
import itertools
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from jupyter_client import BlockingKernelClient
from watch import Watch

SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is in the document, seen or not
}
START_SECONDS = 60
RUN_SECONDS = 120
PANEL = "window.jupyterapp.shell.currentWidget"
RAISED = f"""() => {PANEL}.content.widgets.flatMap((cell) => cell.model.sharedModel.outputs ?? [])
  .filter((output) => output.output_type === "error").map((output) => `${{output.ename}}: ${{output.evalue}}`).join()"""


class Lab:
    """A JupyterLab server that works on a copy of `notebooks`, with all of its files below `folder`.

    With a `root` it works in that folder itself; `python` is whose JupyterLab it is.
    """

    def __init__(self, browser, notebooks, folder, *, python=sys.executable, root=None):
        self.browser, self.notebooks, self.folder = browser, Path(notebooks), Path(folder)
        self.python, self.is_copy, self.root = str(python), root is None, Path(root or self.folder / "root")
        self.token = secrets.token_hex(16)
        self.address = ""
        self.opened = []
        self.spare = None
        self.numbers = itertools.count(1)

    @contextlib.contextmanager
    def running(self):
        """Start the server, and end it and all of its kernels afterwards, come what may."""
        self._prepare()
        with (self.folder / "log.txt").open("w") as log:
            process = subprocess.Popen(
                self._command(), env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
            try:
                self._wait_until_it_answers(process)
                self.process = process
                yield
            finally:
                _end(process)

    def open(self, name, **context_options):
        """Open a fresh copy of a notebook and wait for its kernel; with options in a window of its own."""
        copy = f"{Path(name).stem}-{next(self.numbers)}.ipynb"  # a name, and so a kernel, of its own
        shutil.copyfile(self.notebooks / name, self.root / copy)
        return self.open_path(copy, **context_options)

    def open_path(self, path, **context_options):
        """Open a notebook itself, by its path below the server's root, and wait for its kernel."""
        if context_options or not self.spare:
            window = Window(self, path, context_options)
        else:
            window, self.spare = self.spare, None
            window.show(path)
        notebook = Notebook(self, path, window)
        self.opened.append(notebook)
        notebook.wait_until_ready()
        return notebook

    def close_notebooks(self):
        """Close what was opened, its kernels too; list what went wrong in the browser meanwhile.

        One window stays, as it was, for the next notebook: to load JupyterLab takes longer than most tests.
        """
        problems = [problem for notebook in self.opened for problem in notebook.window.watch.problems()]
        for notebook in self.opened:
            if self.spare or problems or not notebook.leave():
                notebook.window.context.close()
            else:
                self.spare = notebook.window
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", method="DELETE")
        self.opened.clear()
        return problems

    @contextlib.contextmanager
    def unreachable(self):
        """Meanwhile the server answers nothing, as if the network were gone; the kernels live on behind it."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def ask(self, path, method="GET"):
        """Ask the server's REST interface."""
        request = urllib.request.Request(
            self.address + path, method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read()
        return json.loads(text) if text else None

    def _prepare(self):
        if self.is_copy:
            shutil.copytree(self.notebooks, self.root, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        for name, settings in SETTINGS.items():
            path = self.folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(settings), encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}/"

    def _command(self):
        return [
            *(self.python, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"),
            *("--ip=127.0.0.1", f"--port={self.address.rsplit(':')[-1].strip('/')}", "--ServerApp.port_retries=0"),
            *(f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.root}"),
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",  # the other one asks pypi.org
        ]

    def _environment(self):
        """Nothing of the user's: neither settings nor kernels nor history."""
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        return {**os.environ, **{name: str(self.folder / place) for name, place in own.items()}}

    def _wait_until_it_answers(self, process):
        for _ in range(START_SECONDS * 5):
            with contextlib.suppress(OSError):
                return self.ask("api/status")
            if process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(
            "JupyterLab did not start:\n" + (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:]
        )


class Window:
    """A browser with JupyterLab in it, which opens the notebook at `path`."""

    def __init__(self, lab, path, context_options):
        self.is_usual = not context_options
        self.context = lab.browser.new_context(viewport={"width": 1200, "height": 900}, **context_options)
        self.page = self.context.new_page()
        self.watch = Watch(self.page, lab.address)
        self.page.goto(f"{lab.address}lab/workspaces/{Path(path).stem}/tree/{path}?token={lab.token}")

    def show(self, path):
        """Open another notebook; what JupyterLab said while it closed the last one, which was alive, is forgotten."""
        self.watch.forget()
        self.page.evaluate(
            "async (path) => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }", path
        )


class Notebook:
    """One notebook, open in JupyterLab in a browser. `page` is its Playwright page."""

    def __init__(self, lab, name, window):
        self.lab, self.name, self.window, self.page = lab, name, window, window.page
        self.kernel_process = None
        self.was_killed = False

    def wait_until_ready(self):
        """Wait until the notebook is shown and its kernel answers."""
        self.page.wait_for_function(
            f"name => window.jupyterapp && {PANEL}?.context?.path === name", arg=self.name, timeout=60_000
        )
        self.page.evaluate(f"() => Promise.all([{PANEL}.context.ready, {PANEL}.sessionContext.ready])")
        self.wait_until_idle()
        self.kernel_process = self.python("__import__('os').getpid()")

    def leave(self):
        """Close the notebook and its kernel without a question; say whether the window is as good as new."""
        if self.was_killed or not self.window.is_usual:
            return False
        self.page.evaluate(f"async () => {{ await {PANEL}.sessionContext.shutdown(); {PANEL}.dispose(); }}")
        return self.page.locator(".jp-Dialog, .jp-Notebook").count() == 0

    def run_all(self):
        """Run all cells and wait for the last one; a cell that raises is an error, unless it is tagged so."""
        command = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
        if not self.page.evaluate(command):
            raise AssertionError(f"a cell of {self.name} raised: {self.page.evaluate(RAISED)}")
        self.wait_until_idle()

    def wait_until_idle(self):
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_function(
            f"{PANEL}.sessionContext.session?.kernel?.status === 'idle'", timeout=RUN_SECONDS * 1000
        )

    def cell(self, cell_id):
        """Return the locator of a cell, by its id in the file."""
        find = f"id => {PANEL}.content.widgets.findIndex(cell => cell.model.id === id)"
        index = self.page.evaluate(find, cell_id)
        if index < 0:
            raise LookupError(f"{self.name} has no cell with the id {cell_id!r}")
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, cell_id):
        """Return the text that a cell shows below itself."""
        return "\n".join(self.cell(cell_id).locator(".jp-OutputArea-output").all_inner_texts()).strip()

    def python(self, expression):
        """Evaluate a Python expression in the notebook's kernel, past the browser; its value must be one for JSON."""
        code = f"__import__('json').dumps({expression})"
        with self._kernel() as kernel:
            reply = kernel.execute("", silent=True, user_expressions={"it": code}, reply=True, timeout=RUN_SECONDS)
        it = reply["content"]["user_expressions"]["it"]
        if it["status"] != "ok":
            raise RuntimeError(f"{expression}: {it['ename']}: {it['evalue']}")
        return json.loads(ast.literal_eval(it["data"]["text/plain"]))

    def keep_busy(self, seconds):
        """Give the kernel something else to do, and return while it does."""
        kernel = f"{PANEL}.sessionContext.session.kernel"
        self.page.evaluate(f"code => {{ {kernel}.requestExecute({{ code }}); }}", f"import time; time.sleep({seconds})")
        self.page.wait_for_function(f"{kernel}.status === 'busy'")

    def wait_until(self, expression, seconds=10):
        """Wait until a Python expression is true in the kernel: what the page tells it takes a moment to arrive."""
        for _ in range(seconds * 5):
            if self.python(f"bool({expression})"):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"{expression} did not come true")

    def interrupt_kernel(self):
        """Stop what the kernel does, as ■ in the toolbar does."""
        self.page.evaluate(f"() => {PANEL}.sessionContext.session.kernel.interrupt()")

    def kill_kernel(self):
        """End the kernel's process at once, as a crash or a lack of memory would. (The server soon starts another.)"""
        self.was_killed = True
        os.kill(self.kernel_process, signal.SIGKILL)

    @contextlib.contextmanager
    def _kernel(self):
        sessions = self.lab.ask("api/sessions")
        kernel_id = next(session["kernel"]["id"] for session in sessions if session["path"] == self.name)
        client = BlockingKernelClient()
        client.load_connection_file(str(self.lab.folder / "runtime" / f"kernel-{kernel_id}.json"))
        client.start_channels(hb=False)  # nobody waits for the heartbeat, and its thread may still start when we stop
        try:
            yield client
        finally:
            client.stop_channels()


def _end(process):
    """End the server, which ends its kernels; one that does not in time is killed, and its kernels notice and end."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
