"""The steps that several dossiers take together."""

from django.db import models


class Move(models.TextChoices):
    RECEIVE = "tiep-nhan", "Tiếp nhận"
    APPRAISE = "tham-dinh", "Thẩm định xong, chuyển xét"
    CLOSE = "ket-thuc-xet", "Kết thúc xét"
    SEND_BACK = "tra-lai", "Trả lại một bước"
