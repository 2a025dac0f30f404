"""Examine the installation and say what is wrong and how to mend it."""

import json
import sys

from django.core.management.base import BaseCommand

from config.doctor import State, examine


class Command(BaseCommand):
    help = "Kiểm tra hệ thống: cấu hình, dữ liệu, tệp, tiến trình nền, sao lưu; nói rõ chỗ hỏng và cách sửa."
    requires_system_checks = []  # it comes to where they fail

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="in kết quả cho máy đọc")

    def handle(self, *, json: bool, **options):
        findings = []
        for finding in examine():
            findings.append(finding)
            if not json:
                self._say(finding)
        states = [finding.state for finding in findings]
        if json:
            self._dump(findings)
        else:
            self._sum_up(states)
        if State.BROKEN in states:
            sys.exit(1)

    def _say(self, finding):
        style = {
            State.GOOD: self.style.SUCCESS,
            State.LOOK: self.style.WARNING,
            State.BROKEN: self.style.ERROR,
        }
        label = style[finding.state](f"{finding.state.value:<8}")
        self.stdout.write(f"{label} {finding.about}: {finding.seen}")
        if finding.advice:
            self.stdout.write(f"         → {finding.advice}")

    def _dump(self, findings):
        text = json.dumps([finding.as_data() for finding in findings], ensure_ascii=False, indent=2)
        self.stdout.write(text)

    def _sum_up(self, states):
        good, look, bad = (states.count(state) for state in State)
        self.stdout.write(f"\nĐạt {good}, cần xem {look}, hỏng {bad}.")
