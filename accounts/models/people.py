from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from vietnamese.fields import DayField, KeyField, LineField


class UserQuerySet(models.QuerySet):
    def matching(self, text):
        from vietnamese.keys import search_key

        return self.filter(search_text__contains=search_key(text)) if search_key(text) else self

    def visible_to(self, user):
        """Administrators see everybody; the secretariat who has a role at its authority or at one of its units."""
        if user.reach().is_administrator:
            return self
        return self.filter(pk__in=Assignment.objects.visible_to(user).values("user"))

    def in_use(self, today=None):
        """Accounts that may sign in on a day."""
        today = today or timezone.localdate()
        return self.filter(Q(leaves_on=None) | Q(leaves_on__gte=today), is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        """Create a person and assign them as administrator from today."""
        user = self.create_user(username, password, **fields)
        Assignment.objects.create(user=user, role=Role.ADMINISTRATOR, starts_on=timezone.localdate())
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in their assignments, nowhere else."""

    username = LineField("tên đăng nhập", max_length=60, unique=True)
    full_name = LineField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    phone = LineField("điện thoại", max_length=30, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    leaves_on = DayField("sử dụng đến hết ngày", null=True, blank=True)
    # Raised to end every session of the account at once: it is part of what a session is checked against.
    session_round = models.PositiveIntegerField("lượt phiên", default=0, editable=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    sort_key = KeyField(source="full_name", key="person")
    search_text = KeyField(source="full_name", key="search")

    PRIVATE = ("email", "phone")  # the history says that they changed, not what they are
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["sort_key", "pk"]

    def __str__(self):
        return f"{self.full_name} ({self.username})" if self.full_name else self.username

    def get_full_name(self):
        return self.full_name

    def place(self):
        """A person stands at no authority; what is done to an account is the administrator's."""
        from accounts.access import Place

        return Place()

    def has_left(self, today=None):
        return self.leaves_on is not None and self.leaves_on < (today or timezone.localdate())

    def may_enter(self, today=None):
        """Return whether the account may be used on a day: not shut, and its last day not over."""
        return self.is_active and not self.has_left(today)

    def _get_session_auth_hash(self, secret=None):
        """Django compares it on every request; beside the password it stands for the round of sessions."""
        said = f"{self.password}:{self.session_round}"
        return salted_hmac("accounts.session", said, secret=secret, algorithm="sha256").hexdigest()

    def reach(self, today=None):
        """Return what this person holds on a day; read once a request and kept on the object."""
        today = today or timezone.localdate()
        kept = self.__dict__.setdefault("_reach", {})
        if today not in kept:
            kept[today] = Reach.of(self, today)
        return kept[today]

    # Django's admin asks these; the answer is the administrator's assignment.
    @property
    def is_staff(self):
        return self.is_active and self.reach().is_administrator

    def has_perm(self, perm, obj=None):
        return self.is_staff

    def has_perms(self, perms, obj=None):
        return self.is_staff

    def has_module_perms(self, app_label):
        return self.is_staff


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"
    SECRETARIAT = "secretariat", "Thường trực, thư ký"
    LEADER = "leader", "Lãnh đạo"
    REPRESENTATIVE = "representative", "Đại diện đơn vị"
    OFFICER = "officer", "Cán bộ đơn vị"
    VIEWER = "viewer", "Người xem"


OF_AUTHORITY = (Role.SECRETARIAT, Role.LEADER)
OF_UNIT = (Role.REPRESENTATIVE, Role.OFFICER)


def role_constraints(of_place, of_days):
    """Return what holds of a role given and of a role offered alike, under the names of their two constraints."""
    return [
        models.CheckConstraint(
            name=of_place,
            condition=Q(role=Role.ADMINISTRATOR, authority=None, unit=None)
            | Q(role__in=OF_AUTHORITY, authority__isnull=False, unit=None)
            | Q(role__in=OF_UNIT, authority=None, unit__isnull=False)
            | Q(role=Role.VIEWER, authority__isnull=False, unit=None)
            | Q(role=Role.VIEWER, authority=None, unit__isnull=False),
            violation_error_message=(
                "Thường trực và lãnh đạo gắn với cơ quan; cán bộ và đại diện gắn với đơn vị; người xem gắn "
                "với một trong hai; quản trị hệ thống không gắn với nơi nào."
            ),
        ),
        models.CheckConstraint(
            name=of_days,
            condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            violation_error_message="Ngày kết thúc phân công phải bằng hoặc sau ngày bắt đầu.",
        ),
    ]


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        reach = user.reach()
        if reach.is_administrator:
            return self
        kept = reach.authority_ids(Role.SECRETARIAT)
        return self.filter(Q(authority__in=kept) | Q(unit__authority__in=kept))

    def on_day(self, day):
        """Roles that hold on a day: within their days, and not after the last day of their holder."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            Q(user__leaves_on=None) | Q(user__leaves_on__gte=day),
            starts_on__lte=day,
        )


class Assignment(models.Model):
    """A person holds a role at an authority, a unit or the whole site, from a day to a day."""

    user = models.ForeignKey(User, verbose_name="người", on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    authority = models.ForeignKey(
        "clusters.Authority",
        verbose_name="cơ quan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    unit = models.ForeignKey(
        "clusters.Unit",
        verbose_name="đơn vị",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    starts_on = DayField("từ ngày", default=timezone.localdate)
    ends_on = DayField("đến hết ngày", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["user", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="assignment_role_is_known",
                condition=Q(role__in=Role.values),
                violation_error_message="Vai trò này không có trong danh mục.",
            ),
            *role_constraints("assignment_has_the_place_of_its_role", "assignment_ends_after_it_starts"),
            models.UniqueConstraint(
                name="one_administrator_assignment_a_start",
                fields=["user", "starts_on"],
                condition=Q(role=Role.ADMINISTRATOR),
                violation_error_message="Người này đã được phân công như vậy từ ngày đó.",
            ),
            models.UniqueConstraint(
                name="one_role_at_an_authority_a_start",
                fields=["user", "role", "authority", "starts_on"],
                condition=Q(authority__isnull=False),
                violation_error_message="Người này đã được phân công như vậy từ ngày đó.",
            ),
            models.UniqueConstraint(
                name="one_role_at_a_unit_a_start",
                fields=["user", "role", "unit", "starts_on"],
                condition=Q(unit__isnull=False),
                violation_error_message="Người này đã được phân công như vậy từ ngày đó.",
            ),
        ]

    def __str__(self):
        place = self.authority or self.unit
        return f"{self.user.full_name}: {self.get_role_display()}" + (f", {place}" if place else "")

    @property
    def last_day(self):
        """The last day of the role: its own, or the last day of its holder where that is earlier."""
        return min((day for day in (self.ends_on, self.user.leaves_on) if day), default=None)

    def clean(self):
        if self.user_id and self.role in OF_UNIT and not self.unit_id:
            raise ValidationError({"unit": "Chọn đơn vị cho vai trò này."})
        if self.user_id and self.role in OF_AUTHORITY and not self.authority_id:
            raise ValidationError({"authority": "Chọn cơ quan cho vai trò này."})


@dataclass(frozen=True)
class Reach:
    """What one person holds on one day."""

    is_administrator: bool
    authorities: dict  # authority id → frozenset of roles held there
    units: dict  # unit id → frozenset of roles held there
    ancestors: dict = field(default_factory=dict)  # unit id → ids of the units that went into it

    READ = ("role", "authority_id", "unit_id", "unit__ancestor_ids")

    @classmethod
    def of(cls, user, today):
        administrator, authorities, units, ancestors = False, {}, {}, {}
        if user.may_enter(today):
            held = Assignment.objects.on_day(today).filter(user=user).order_by("role", "starts_on")
            for role, authority, unit, before in held.values_list(*cls.READ):
                if role == Role.ADMINISTRATOR:
                    administrator = True
                elif authority:
                    authorities[authority] = authorities.get(authority, frozenset()) | {role}
                else:
                    units[unit] = units.get(unit, frozenset()) | {role}
                    ancestors[unit] = frozenset(before)
        return cls(administrator, authorities, units, ancestors)

    def authority_ids(self, *roles):
        return [pk for pk, held in self.authorities.items() if not roles or held & set(roles)]

    def unit_ids(self, *roles):
        return [pk for pk, held in self.units.items() if not roles or held & set(roles)]

    def inherited_ids(self, *roles):
        """Units that went into those where a role is held: their records stay readable to the successor."""
        own = set(self.unit_ids(*roles))
        return frozenset().union(*(self.ancestors.get(pk, frozenset()) for pk in own)) - own

    def reading_ids(self, *roles):
        """Units whose records may be read: one's own and those that went into them."""
        return [*self.unit_ids(*roles), *self.inherited_ids(*roles)]

    def authorities_without_viewing(self):
        return self.authority_ids(Role.SECRETARIAT, Role.LEADER)
