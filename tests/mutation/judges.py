# SPDX-License-Identifier: Apache-2.0
"""Who notices a mutant of the core: the compiler, which makes the same code of it, the unit tests
that reach it, the proof of its function."""

import fcntl
import hashlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "proofs"))
import effort  # noqa: E402 (the path above is where it is)
import framac  # noqa: E402
import inlines  # noqa: E402
import prove  # noqa: E402
import results  # noqa: E402

TESTS = ROOT / "build" / "host-clang"
CLANG = ["clang-19", "-std=c11", "-Iinclude", "-O2", "-w", "-fPIC"]
# Another compiler's idea of what is the same, for the ISA in a file's path or, of what all share,
# the first one; asked only about what no test saw.
TARGETS = {"aarch64": "aarch64-linux-gnu-gcc", "riscv64": "riscv64-linux-gnu-gcc",
           "x86_64": "x86_64-linux-gnu-gcc"}
TARGET = ["-std=c11", "-Iinclude", "-O2", "-w", "-ffreestanding"]
CPU_LIMIT = 10  # seconds; a test that needs more is not asked about each mutant
WALL_LIMIT = 300  # for one that waits for ever
SIZE_LIMIT = 2**28  # bytes of a library
# Where these alone differ from the core's own units, tests and mutants are what they were.
WATCHED = ("arch/common/*", "arch/aarch64/*", "arch/riscv64/*", "arch/x86_64/**/*", "include/**/*",
           "tests/unit/*", "tests/fakes/*", "src/*")


def core():
    """module -> source, of the proved core without the theorems about it."""
    return {module: str(source) for module, source in prove.core().items()
            if source.parts[0] == "arch"}


def target_of(file):
    """The compiler of the ISA that a file is of."""
    isa = next((isa for isa in TARGETS if isa in pathlib.Path(file).parts), "aarch64")
    return [TARGETS[isa], *TARGET]


def users(file):
    """The units of the core in which a file is compiled: itself, or all that include it."""
    if file.endswith(".c"):
        return [file]
    return [source for source in core().values()
            if ROOT / file in inlines.included(ROOT / source, set())]


def prover_of(file, functions):
    """The unit in which these functions are proved."""
    if file.endswith(".c"):
        return file
    modules = {module: pathlib.Path(source) for module, source in core().items()}
    owner = inlines.owners(modules)
    return core()[owner[functions[0]]]


def run_limited(command, cpu, **options):
    """Exit status; a process that does not end has failed, however busy the machine is."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, preexec_fn=limit, timeout=WALL_LIMIT,
                              check=False, **options).returncode
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM


def link(parts, library):
    """Makes the library, or says that it would be too large for any memory: a mutant may give an
    array 2^32 elements."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE_LIMIT, SIZE_LIMIT))
    done = subprocess.run([CLANG[0], "-shared", *map(str, parts), "-o", str(library)], check=False,
                          text=True, capture_output=True, preexec_fn=limit)
    if done.returncode != 0 and "File size limit exceeded" not in done.stderr:
        sys.exit(f"mutate: {CLANG[0]} makes no library: {done.stderr}")
    return done.returncode == 0


class Tests:
    """The unit tests, linked anew with the core as a shared library: a mutant is one more library
    that is loaded before it. So nothing but the mutated file is ever compiled again."""

    def __init__(self, work):
        self.folder = work / "tests"
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        for pattern in WATCHED:
            for path in sorted(ROOT.glob(pattern)):
                if path.is_file():
                    digest.update(path.read_bytes())
        state = self.folder / "state.json"
        # Whoever links waits until nobody runs what is there.
        self.lock = (self.folder / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_SH)
        kept = json.loads(state.read_text()) if state.is_file() else {}
        if kept.get("digest") != digest.hexdigest():
            fcntl.flock(self.lock, fcntl.LOCK_EX)
            self._link()
            kept = {"digest": digest.hexdigest(), **self._probe()}
            state.write_text(json.dumps(kept, indent=1))
            fcntl.flock(self.lock, fcntl.LOCK_SH)
        self.seconds, self.reached, self.slow = kept["seconds"], kept["reached"], kept["slow"]

    def _library(self, name, *flags):
        sources = sorted(str(path) for folder in ("common", *TARGETS)
                         for path in (ROOT / "arch" / folder).rglob("*.c"))
        subprocess.run([*CLANG, *flags, "-shared", *sources, "-o", str(self.folder / name)],
                       cwd=ROOT, check=True)

    def _link(self):
        subprocess.run(["cmake", "--preset", "host-clang"], cwd=ROOT, check=True,
                       capture_output=True)
        subprocess.run(["cmake", "--build", str(TESTS), "--", "-j2"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
        self._library("libcore.so")
        self._library("libmeasured.so", "-fprofile-instr-generate")
        for name in self._names():
            self._link_test(name, self.folder / name)

    def _commands(self, name):
        return subprocess.run(["ninja", "-t", "commands", f"tests/unit/{name}"], cwd=TESTS,
                              check=True, text=True, capture_output=True).stdout.splitlines()

    def _link_test(self, name, out, thing=None):
        link = self._commands(name)[-1]
        # A test's own function wins over the fake of that name.
        link = link.replace(f"-o tests/unit/{name} ", f"-o {out} -Wl,-S -Wl,-z,muldefs "
                            "-Wl,--unresolved-symbols=ignore-in-shared-libs "
                            f"-Wl,-rpath,{self.folder} ")
        link = link.replace("libtenon_core.a", str(self.folder / "libcore.so"))
        if thing:
            link = re.sub(rf"CMakeFiles/\S+/{name}\.cpp\.o", str(thing), link)
        subprocess.run(link, shell=True, cwd=TESTS, check=True)

    @staticmethod
    def _names():
        return [pathlib.Path(line).name
                for line in (TESTS / "unit-tests.txt").read_text().split()]

    @staticmethod
    def _run(program, library, cpu, **environment):
        environment = {**os.environ, "LD_PRELOAD": str(library), "GTEST_FAIL_FAST": "1",
                       "GTEST_BRIEF": "1", **environment}
        with tempfile.TemporaryDirectory() as folder:
            return run_limited([str(program)], cpu, env=environment, cwd=folder)

    def _probe(self):
        """Which functions each test runs, and how long that takes."""
        seconds, reached, slow = {}, {}, []
        for name in self._names():
            with tempfile.TemporaryDirectory() as folder:
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                status = self._run(self.folder / name, self.folder / "libmeasured.so", CPU_LIMIT,
                                   LLVM_PROFILE_FILE=f"{folder}/%p.profraw")
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                if status in (-signal.SIGXCPU, -signal.SIGKILL):
                    slow.append(name)
                    continue
                if status != 0:
                    sys.exit(f"mutate: {name} fails without any mutant ({status})")
                seconds[name] = (after.ru_utime + after.ru_stime
                                 - before.ru_utime - before.ru_stime)
                reached[name] = measured(folder)
        return {"seconds": seconds, "reached": reached, "slow": slow}

    def of(self, functions):
        """The tests that run one of these, the quickest first."""
        return sorted((name for name, runs in self.reached.items() if set(runs) & set(functions)),
                      key=self.seconds.get)

    def who_fails(self, library, functions):
        """The first test that a mutant makes fail, or None."""
        for name in self.of(functions):
            if self._fails(name, self.folder / name, library):
                return name
        return None

    def _fails(self, name, program, library):
        return self._run(program, library, int(3 * self.seconds[name]) + 3) != 0

    def who_calls_and_fails(self, library, functions, tree, work):
        """The same for inline functions that tests call themselves: these are compiled anew."""
        for name in self.seconds:
            source = f"tests/unit/{name}.cpp"
            if not re.search(rf"\b({'|'.join(functions)})\b", (ROOT / source).read_text()):
                continue
            thing, program = work / "test.o", work / "test"
            make = next(line for line in self._commands(name)
                        if line.endswith(f"-c {ROOT / source}")).replace(f"{ROOT}/", f"{tree}/")
            make = re.sub(r"-M[TF] \S+|-MD|-Werror", "", make)
            make = re.sub(r"-o \S+", f"-o {thing} -w", make)
            if subprocess.run(make, shell=True, cwd=TESTS, check=False,
                              capture_output=True).returncode != 0:
                continue  # no C++
            self._link_test(name, program, thing)
            if self._fails(name, program, library):
                return name
        return None


def measured(folder):
    """The functions that ran, from the profiles in a folder."""
    profiles = [str(path) for path in sorted(pathlib.Path(folder).glob("*.profraw"))
                if path.stat().st_size]
    if not profiles:
        return []
    merged = f"{folder}/all.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-failure-mode=all", *profiles, "-o", merged],
                   check=True, stderr=subprocess.DEVNULL)
    text = subprocess.run(["llvm-profdata-19", "show", "--all-functions", merged], check=True,
                          text=True, capture_output=True).stdout
    counts = re.findall(r"^  (\S+):\n(?:    .*\n)*?    Function count: (\d+)", text, re.M)
    return sorted({re.split("[:;]", name)[-1] for name, count in counts if count != "0"})


class Core:
    """The core in a copy of the tree, where files are mutated one at a time."""

    def __init__(self, tree, work, tests):
        self.tree, self.work, self.tests = tree, work, tests
        self.plain = {}

    def assembly(self, compiler, unit, out):
        """What a compiler makes of a unit, without names of files; None if it refuses it."""
        done = subprocess.run([*compiler, "-S", unit, "-o", str(out)], cwd=self.tree, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True)
        return out.read_text() if done.returncode == 0 else None

    def unmutated(self, compiler, unit):
        """The same of the unit as it is."""
        key = (compiler[0], unit)
        if key not in self.plain:
            self.plain[key] = self.assembly(compiler, unit, self.work / "plain.s")
        return self.plain[key]

    def prepare(self, mutant):
        """Learns what the unmutated units are, before the file is changed."""
        for unit in users(mutant.file):
            for compiler in (CLANG, target_of(mutant.file)):
                self.unmutated(compiler, unit)

    def compile(self, mutant):
        """`not C`, `too large` for any memory, `same code`, or the library with the mutated units."""
        outs, same = [], True
        for number, unit in enumerate(users(mutant.file)):
            outs.append(self.work / f"mutant-{number}.s")
            text = self.assembly(CLANG, unit, outs[-1])
            if text is None:
                return "not C"
            same = same and text == self.unmutated(CLANG, unit)
        if same:
            return "same code"
        library = self.work / "mutant.so"
        return library if link(outs, library) else "too large"

    def is_same_for_target(self, mutant):
        """Another compiler sees no difference."""
        out, target = self.work / "target.s", target_of(mutant.file)
        return all(self.assembly(target, unit, out) == self.unmutated(target, unit)
                   for unit in users(mutant.file))

    def prove(self, mutant):
        """The first goal that is not proved, or None. Provers' stored answers are used: only what
        the mutant changes is asked."""
        unit = prover_of(mutant.file, mutant.functions)
        provers, seconds = effort.of(mutant.functions, unit)
        with tempfile.TemporaryDirectory() as folder:
            entries = pathlib.Path(folder) / "session" / "cache"
            entries.mkdir(parents=True)
            module = next(name for name, source in core().items() if source == unit)
            for name, content in results.load_cache(module).items():
                (entries / name).write_text(content)
            return first_open_goal([
                "frama-c", *framac.source_options(), unit, *framac.MODEL,
                "-wp-prover", ",".join(provers), "-wp-par", "1",
                "-wp-timeout", str(seconds), "-wp-session", str(entries.parent),
                "-wp-cache", "update", "-wp-fct", ",".join(mutant.functions)], self.tree)

    def judge(self, mutant, proofs):
        """(who notices, what they say); nobody is None."""
        path = self.tree / mutant.file
        source = (ROOT / mutant.file).read_text(encoding="utf-8")
        self.prepare(mutant)
        path.write_text(mutant.apply(source), encoding="utf-8")
        try:
            library = self.compile(mutant)
            if isinstance(library, str):
                return library, ""
            test = self.tests.who_fails(library, mutant.functions)
            if not test and mutant.file.endswith(".h"):
                test = self.tests.who_calls_and_fails(library, mutant.functions, self.tree,
                                                      self.work)
            if test:
                return test, ""
            if self.is_same_for_target(mutant):
                return "same code", "on the target"
            goal = self.prove(mutant) if proofs else None
            return ("proof", goal) if goal else (None, "")
        finally:
            path.write_text(source, encoding="utf-8")


def first_open_goal(command, tree):
    """Ends Frama-C as soon as one goal is not proved, or something is wrong."""
    environment = dict(os.environ, PWD=str(tree),
                       WHY3CONFIG=str(tree / "proofs" / "why3.conf"))
    for variable in ("FRAMAC_WP_CACHE", "FRAMAC_WP_CACHEDIR"):
        environment.pop(variable, None)
    process = subprocess.Popen(command, cwd=tree, env=environment, text=True, errors="replace",
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
    log = []
    try:
        for line in process.stdout:
            log.append(line)
            for goal in framac.goals_of(line):
                if not goal.proved:
                    return f"{goal.name} ({goal.prover})"
            if re.search(r"\b(Warning|Error):", line):
                return " ".join((line + next(process.stdout, "")).split())[:160]
        total = framac.TOTAL.search("".join(log))
        if process.wait() != 0 or not total or total[1] != total[2]:
            return "Frama-C refuses it: " + " ".join("".join(log[-2:]).split())[:120]
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
