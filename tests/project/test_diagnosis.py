from didim.project import diagnosis


def test_missing_openmp_is_told_with_the_way_out(monkeypatch):
    monkeypatch.setattr(diagnosis, "OPENMP", "libnowhere.so.9")
    found = diagnosis._openmp()
    assert (found.fine, found.needed) == (False, False)
    assert "apt-get install libgomp1" in found.mend_korean
    assert "apt-get install libgomp1" in found.mend_english
    monkeypatch.setattr(diagnosis, "OPENMP", "libc.so.6")
    assert diagnosis._openmp().fine


def test_missing_video_servers_are_told_with_the_way_out(monkeypatch):
    monkeypatch.delenv("DIDIM_ROOM_SERVERS", raising=False)
    monkeypatch.delenv("DIDIM_TURN", raising=False)
    monkeypatch.setattr(diagnosis.shutil, "which", lambda _name: None)
    for look, package in ((diagnosis._janus, "janus"), (diagnosis._coturn, "coturn")):
        found = look()
        assert (found.fine, found.needed) == (False, False)
        assert f"apt-get install {package}, systemctl start {package}" in found.mend_korean
        assert f"apt-get install {package}, systemctl start {package}" in found.mend_english


def test_video_servers_that_do_not_answer_are_told(monkeypatch):
    monkeypatch.setattr(diagnosis, "SERVER_WAIT", 0.2)
    monkeypatch.setenv("DIDIM_ROOM_SERVERS", '{"janus": {"url": "http://127.0.0.1:9/janus"}}')
    monkeypatch.setenv("DIDIM_TURN", "turn:127.0.0.1:9?transport=udp")
    monkeypatch.setenv("DIDIM_TURN_SECRET", "s")
    assert not diagnosis._janus().fine
    assert "systemctl start coturn" in diagnosis._coturn().mend_english
    monkeypatch.delenv("DIDIM_TURN_SECRET")
    assert "DIDIM_TURN_SECRET" in diagnosis._coturn().mend_english
