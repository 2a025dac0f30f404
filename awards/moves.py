"""The steps that several dossiers take together."""

from django.db import models


class Move(models.TextChoices):
    RECEIVE = "tiep-nhan", "Tiếp nhận"
    APPRAISE = "tham-dinh", "Thẩm định xong, chuyển xét"
    CLOSE = "ket-thuc-xet", "Kết thúc xét"
    SEND_BACK = "tra-lai", "Trả lại một bước"

    def of(self, number):
        """Return the step in words for that many dossiers: “Tiếp nhận 3 hồ sơ”."""
        match self:
            case Move.APPRAISE:
                return f"Chuyển xét {number} hồ sơ đã thẩm định xong"
            case Move.SEND_BACK:
                return f"Trả lại {number} hồ sơ về bước trước"
        return f"{self.label} {number} hồ sơ"
