import subprocess
import sys


def test_the_copy_in_the_wheel_bears_the_name_that_lightgbm_asks_for() -> None:
    """In a child process: the copy is loaded although this system may have its own."""
    code = (
        "from beffroi.canteen.openmp import _copy_in_wheel, _load_copy\n"
        "_load_copy(_copy_in_wheel())\n"
        "import ctypes\n"
        "loaded = ctypes.CDLL('libgomp.so.1')\n"
        "maps = open('/proc/self/maps').read()\n"
        "assert loaded.omp_get_max_threads() >= 1\n"
        "print(sum('gomp' in line for line in maps.splitlines()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0", "the system's library was loaded instead of the renamed copy"
