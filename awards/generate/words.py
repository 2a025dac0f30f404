"""Made-up names and texts. Whoever reads one sees that it is made up: the authority is “Hư Cấu”, units bear “thử”."""


def _each(text, mark=None):
    return text.split(mark)


FAMILY = _each(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Đoàn Lâm Mai Tô Trịnh Đào Cao"
)
MIDDLE = _each(
    "Văn Thị Hữu Đức Minh Thanh Ngọc Quang Xuân Thu Hồng Kim Anh Tuấn Công Đình Bảo Gia Khánh Phương Bích Mạnh Thế Diệu"
)
GIVEN = _each(
    "An Anh Bình Châu Chi Cường Dung Dũng Đạt Đông Đức Giang Hà Hải Hạnh Hiền Hiếu Hòa Hoa Hùng Huệ Hương Khoa Khôi "
    "Lan Liên Linh Loan Long Mai Minh Nam Nga Ngân Nhung Oanh Phong Phúc Phương Quân Quý Sơn Tâm Thảo Thắng Thủy Tiến "
    "Toàn Trang Trung Tú Tuyết Uyên Vân Vinh Yến Ý"
)
PLACES = _each(
    "Tân Hòa;Phú Lộc;An Khê;Bình Sơn;Đông Thạnh;Vĩnh Tường;Mỹ Lâm;Thạch Bàn;Yên Lãng;Hưng Đạo;Xuân Trường;Kim Sơn;"
    "Long Điền;Quế Phong;Trà Ôn;Ea Lâm;Đăk Sơn;Cẩm Giang;Hòa Bắc;Nghĩa Thịnh;Tiên Du;Ba Vì;Thới Lai;Ngọc Lặc;Đại Ân",
    ";",
)
BODIES = (
    "Ủy ban nhân dân tỉnh Hư Cấu {n}",
    "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Hư Cấu {n}",
    "Hội Liên hiệp Phụ nữ tỉnh Hư Cấu {n}",
    "Sở Giáo dục và Đào tạo tỉnh Hư Cấu {n}",
    "Hội Nông dân tỉnh Hư Cấu {n}",
)
# what a unit is, and who heads it
UNITS = (
    ("Hội Nông dân xã", "Chủ tịch"),
    ("Hội Liên hiệp Phụ nữ xã", "Chủ tịch"),
    ("Trường Trung học phổ thông", "Hiệu trưởng"),
    ("Trường Tiểu học", "Hiệu trưởng"),
    ("Bệnh viện Đa khoa", "Giám đốc"),
    ("Trung tâm Y tế", "Giám đốc"),
    ("Trung tâm Khuyến nông", "Giám đốc"),
    ("Chi cục Thủy lợi", "Chi cục trưởng"),
    ("Ban Quản lý rừng", "Trưởng ban"),
    ("Ủy ban nhân dân xã", "Chủ tịch"),
    ("Ủy ban nhân dân phường", "Chủ tịch"),
    ("Hội Cựu chiến binh xã", "Chủ tịch"),
)
CLUSTERS = (
    "miền núi",
    "đồng bằng",
    "ven biển",
    "đô thị",
    "sự nghiệp",
    "giáo dục",
    "y tế",
    "nông nghiệp",
    "",
    "",
)
THEMES = (
    "Đoàn kết, sáng tạo, thi đua hoàn thành thắng lợi nhiệm vụ năm {year}",
    "Kỷ cương, trách nhiệm, thi đua vượt mức các chỉ tiêu năm {year}",
    "Chung sức xây dựng quê hương, lập thành tích trong năm {year}",
)
CONTENTS = (
    "Thi đua hoàn thành xuất sắc các chỉ tiêu, nhiệm vụ được giao trong năm",
    "Đẩy mạnh cải cách hành chính, ứng dụng công nghệ thông tin trong xử lý công việc",
    "Phát hiện, bồi dưỡng, nhân rộng điển hình tiên tiến, người tốt, việc tốt",
    "Xây dựng cơ quan văn hóa, thực hành tiết kiệm, phòng, chống lãng phí",
    "Thực hiện khen thưởng kịp thời, công khai, đúng đối tượng, đúng thành tích",
    "Chăm lo đời sống người lao động, thực hiện tốt quy chế dân chủ ở cơ sở",
    "Tham gia xây dựng nông thôn mới, đô thị văn minh; giúp đỡ hộ nghèo",
    "Giữ vững an ninh chính trị, trật tự an toàn xã hội trên địa bàn",
)
OPENING = (
    "Thực hiện kế hoạch công tác thi đua, khen thưởng năm {year}, các đơn vị thống nhất ký kết giao ước thi đua với "
    "những nội dung sau."
)
CLOSING = "Các đơn vị cam kết thực hiện đầy đủ giao ước này và báo cáo kết quả tại hội nghị tổng kết."
QUANTITIES = (
    ("Mỗi đơn vị xây dựng và duy trì mô hình hay, cách làm hiệu quả", "mô hình"),
    ("Mỗi đơn vị tổ chức hội thảo, tọa đàm theo chuyên đề", "hội thảo, tọa đàm"),
    ("Mỗi đơn vị có sáng kiến được công nhận", "sáng kiến"),
)
ACHIEVEMENT = (
    "Hoàn thành toàn bộ chỉ tiêu đã đăng ký trong giao ước thi đua năm {year}.\n"
    "Nội bộ đoàn kết; thực hiện đúng chế độ báo cáo, không có đơn thư khiếu nại.\n(Dữ liệu thử, không có thật.)"
)
COMMENTS = (
    "Nhất trí với đánh giá của đơn vị.",
    "Thành tích rõ, có minh chứng.",
    "Đề nghị giữ mức đã đề nghị.",
)
CRITERIA = (
    ("Thực hiện nhiệm vụ chuyên môn", 40),
    ("Xây dựng tổ chức, đội ngũ", 20),
    ("Tổ chức phong trào thi đua", 20),
    ("Công tác khen thưởng, nhân rộng điển hình", 15),
    ("Chế độ thông tin, báo cáo", 5),
)
CLASSES = (("Xuất sắc", 90), ("Tốt", 80), ("Khá", 65), ("Đạt", 0))


def person(rng):
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
