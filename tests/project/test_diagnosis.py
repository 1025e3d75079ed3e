from didim.project import diagnosis


def test_missing_openmp_is_told_with_the_way_out(monkeypatch):
    monkeypatch.setattr(diagnosis, "OPENMP", "libnowhere.so.9")
    found = diagnosis._openmp()
    assert (found.fine, found.needed) == (False, False)
    assert "apt-get install libgomp1" in found.mend_korean
    assert "apt-get install libgomp1" in found.mend_english
    monkeypatch.setattr(diagnosis, "OPENMP", "libc.so.6")
    assert diagnosis._openmp().fine
