"""How a classifier is trained: everything its declaration says of that."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import UsageError, one_of


def _one_of(name: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise UsageError(f"{name} = '{found}': {one_of(found, allowed)}")


def _within(name: str, found: float, least: float, most: float) -> None:
    if not least <= found <= most:
        raise UsageError(f"{name} = {found}: expected a number from {least:g} to {most:g}")


def _widths(name: str, widths: tuple[int, ...]) -> None:
    for width in widths:
        _within(name, width, 1, 65_536)


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """Random changes of training pictures; 0 or False = none.

    Attributes
    ----------
    flip
        Mirror left and right.
    shift, rotate, zoom
        Largest shift as a share of the size, rotation as a share of a full turn, zoom as a share.
    sharpness
        Largest change of sharpness: at 1 each pixel is drawn towards the mean of its neighbours or as far away from it;
        at 2, the most, so changed twice, each time anew.
    contrast, noise
        Largest change of contrast as a share; standard deviation of Gaussian noise on 0…255.
    cut_out
        Side of a square at a random place that is filled with noise, as a share of the size.
    """

    flip: bool = False
    shift: float = 0.0
    rotate: float = 0.0
    zoom: float = 0.0
    sharpness: float = 0.0
    contrast: float = 0.0
    noise: float = 0.0
    cut_out: float = 0.0

    def __post_init__(self) -> None:
        for name in ("shift", "rotate", "zoom", "contrast", "cut_out"):
            _within(f"augmentation.{name}", getattr(self, name), 0, 1)
        _within("augmentation.sharpness", self.sharpness, 0, 2)
        _within("augmentation.noise", self.noise, 0, 255)


FOREST, BOOSTING = TREE_ARCHITECTURES = ("random-forest", "gradient-boosting")
"""Architectures that are no networks: trees of scikit-learn on the numbers of a named extractor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """How a forest grows, or boosting.

    Attributes
    ----------
    per_epoch
        Trees that each epoch adds; of boosting rounds, each of a tree for every emotion (of two emotions: one tree).
    leaves
        Most leaves of a tree.
    """

    per_epoch: int
    leaves: int

    def __post_init__(self) -> None:
        _within("trees.per_epoch", self.per_epoch, 1, 10_000)
        _within("trees.leaves", self.leaves, 2, 65_536)


LABEL, MAJORITY, VOTES = TARGETS = ("label", "majority", "votes")
"""What a picture is learned as: the manifest's label, the emotion most annotators voted for, or their shares."""


FLOAT32, BFLOAT16, AUTO = PRECISIONS = ("float32", "bfloat16", "auto")
"""What a training computes in."""

ROBUST_STEP = 0.01
"""How fast shares of groups follow their losses unless a recipe says otherwise: as published."""

SAME, VALID, FIRST_VALID = PADDINGS = ("same", "valid", "first-valid")
"""Whether convolutions reach over the rim (`same`), stay inside it (`valid`), or stay inside in the first one only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A random search over some values of a recipe, judged on its held-out training pictures.

    Attributes
    ----------
    trials
        Networks trained, fewer where the choices run out.
    epochs
        Epochs of each.
    filters, dense
        For each convolution, and for each dense layer, the widths to choose from.
    learning_rate
        Rates to choose from; empty = the recipe's.
    """

    trials: int
    epochs: int
    filters: tuple[tuple[int, ...], ...] = ()
    dense: tuple[tuple[int, ...], ...] = ()
    learning_rate: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _within("search.trials", self.trials, 1, 10_000)
        _within("search.epochs", self.epochs, 1, 10_000)
        for name in ("filters", "dense"):
            if not all(getattr(self, name)):
                raise UsageError(f"search.{name}: each layer needs at least one width to choose from")
            for widths in getattr(self, name):
                _widths(f"search.{name}", widths)
        for rate in self.learning_rate:
            _within("search.learning_rate", rate, 1e-9, 10)
        if not (self.filters or self.dense or self.learning_rate):
            raise UsageError("[recipe.search] has nothing to choose; give filters, dense or learning_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a classifier is trained.

    Attributes
    ----------
    architecture
        Name of a network in `train`, or one of `TREE_ARCHITECTURES`.
    data
        Default dataset: path of a cohort folder, from where the command is run, or `drawn`.
    target
        `label` (the manifest's label), `majority` (the emotion most annotators voted for), or `votes` (the shares of
        their votes, on the pictures of `majority`).
    least_votes
        For `votes`: take every picture with at least so many votes for the model's emotions, more of them for one than
        for another, whatever else most annotators chose; 0 = the pictures of `majority`.
    soft_targets
        CSV file with the column `image` and one for each emotion of the model, of which each row adds up to 1: what
        each picture is learned as beside its target, for example what annotators' votes or another classifier say;
        "" = none.
    soft_share
        Share of `soft_targets` in what a picture is learned as; the rest is its target.
    train_split, validation_split
        Values of the manifest's `split` column.
    held_out
        Share of `train_split`, drawn by the seed, that validates in place of `validation_split`; 0 = none.
    stratified
        Hold out the same share of every emotion, and of every group of `balance` or `robust` in it, people kept whole.
    keep_duplicates_together
        Never let one photograph stand on both sides: near-duplicates are held out together, and training pictures that
        repeat one of `validation_split` are left out.
    leave_out_copies
        The weaker rule, which leaves the draw of `held_out` as it is: training pictures that repeat one held out, or
        one of `validation_split`, are left out. For a training that starts from weights for which pictures were held
        out one by one and must be held out again.
    filters, kernel, padding, dense, batch_norm
        For the architecture `stacked`: filters of each convolution, side of their kernels, one of `PADDINGS`, widths of
        the dense layers, and whether each convolution is normalised over the batch. `vgg10` takes `filters` too, of
        each of its four groups of convolutions.
    epochs, batch, seed
        Counts; the seed fixes weights, order and augmentation.
    optimizer, learning_rate, schedule
        `adam` or `sgd`; initial rate; `constant` or `cosine`.
    weight_decay
        Share of every kernel that each step takes away, times the rate of that step (Loshchilov & Hutter 2019); biases
        and normalisation keep theirs.
    dropout, label_smoothing
        Shares.
    mixup
        Both parameters of the beta distribution that says how far each picture and its target are blended with another
        of the batch (Zhang et al. 2018); 0 = not at all.
    reestimate_batch_norm
        After each epoch, take the statistics of batch normalisation from training pictures as they are, without
        augmentation: those that the published network meets.
    average
        Share of the running mean of all weights that each step keeps, the rest being the weights after the step; each
        epoch is judged with the mean, and the best mean is published; 0 = the weights themselves.
    class_weights
        Weigh each image by the inverse frequency of its emotion.
    balance
        Sensitive feature whose groups count equally in every emotion: each epoch draws as many pictures of one group as
        of another, the few of a small group repeatedly; "" = draw each picture once.
    robust
        Sensitive feature of which the group with the largest loss is learned most from (group DRO, Sagawa et al. 2020):
        the groups have equal shares in the loss at first, and each batch multiplies the share of a group by e to the
        power of `robust_step` times its mean loss there. With `balance` of the same feature, groups are drawn equally
        often too, as published; "" = each picture counts the same.
    robust_step
        How fast the shares of `robust` follow the losses; 0 = the groups keep equal shares.
    precision
        `float32`, or `bfloat16`: convolutions computed with 8 bits of mantissa, weights kept in float32; faster on
        processors that multiply such numbers; or `auto`: `bfloat16` where TensorFlow finds a GPU or Linux
        lists a processor's matrix units for it (`amx_bf16`), else `float32`. The published network computes in float32
        either way.
    start
        Model folder or bundled id whose weights the training starts from, the output layer only where both
        tell the same emotions; "" = fresh weights.
    patience
        Epochs without improvement of the validation accuracy before stopping; 0 = never.
    augmentation
        Random changes of the training pictures.
    search
        Chooses filters, dense and learning_rate before the training; None = they are as declared.
    trees
        For `TREE_ARCHITECTURES`: how many trees, how large; None for networks.
    images
        How many drawn faces to train on, for `data = "drawn"`.
    rare
        Group of drawn faces that is under-represented on purpose, as `feature=group`, and its share.
    rare_share
        Share of drawn faces that belong to `rare`.
    """

    architecture: str
    data: str
    target: str = "label"
    least_votes: int = 0
    soft_targets: str = ""
    soft_share: float = 0.0
    train_split: str = "Train"
    validation_split: str = "Valid"
    held_out: float = 0.0
    stratified: bool = False
    keep_duplicates_together: bool = False
    leave_out_copies: bool = False
    filters: tuple[int, ...] = ()
    kernel: int = 3
    padding: str = SAME
    dense: tuple[int, ...] = ()
    batch_norm: bool = False
    epochs: int = 25
    batch: int = 64
    seed: int = 0
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    weight_decay: float = 0.0
    dropout: float = 0.0
    label_smoothing: float = 0.0
    mixup: float = 0.0
    reestimate_batch_norm: bool = False
    average: float = 0.0
    class_weights: bool = False
    balance: str = ""
    robust: str = ""
    robust_step: float = ROBUST_STEP
    precision: str = FLOAT32
    start: str = ""
    patience: int = 0
    augmentation: Augmentation = Augmentation()
    search: Search | None = None
    trees: Trees | None = None
    images: int = 0
    rare: str = ""
    rare_share: float = 0.0

    def __post_init__(self) -> None:
        _one_of("target", self.target, TARGETS)
        _one_of("optimizer", self.optimizer, ("adam", "sgd"))
        _one_of("schedule", self.schedule, ("constant", "cosine"))
        _one_of("precision", self.precision, PRECISIONS)
        _one_of("padding", self.padding, PADDINGS)
        _within("kernel", self.kernel, 1, 31)
        _widths("filters", self.filters)
        _widths("dense", self.dense)
        _within("least_votes", self.least_votes, 0, 1_000)
        _within("epochs", self.epochs, 1, 10_000)
        _within("batch", self.batch, 1, 65_536)
        _within("patience", self.patience, 0, 10_000)
        _within("learning_rate", self.learning_rate, 1e-9, 10)
        _within("weight_decay", self.weight_decay, 0, 1)
        _within("mixup", self.mixup, 0, 10)
        _within("robust_step", self.robust_step, 0, 10)
        for name in ("dropout", "held_out", "label_smoothing", "rare_share"):
            _within(name, getattr(self, name), 0, 0.99)
        _within("soft_share", self.soft_share, 0, 1)
        _within("average", self.average, 0, 0.999_999)
        self._require_sense()
        self._require_groups_of_one_feature()

    @property
    def grouped_by(self) -> str:
        """Sensitive feature whose groups the training knows, that of `balance` or `robust`; "" = none."""
        return self.balance or self.robust

    def _require_sense(self) -> None:
        """Raise UsageError where one key does nothing, or says the opposite, because of another."""
        if (self.trees is not None) != (self.architecture in TREE_ARCHITECTURES):
            raise UsageError(
                f"the table [recipe.trees] belongs to {' and '.join(TREE_ARCHITECTURES)}, which need it; the "
                f"architecture is '{self.architecture}'"
            )
        if self.least_votes and self.target != VOTES:
            raise UsageError(
                f"least_votes = {self.least_votes} chooses pictures for target = 'votes'; the target is '{self.target}'"
            )
        if bool(self.soft_targets) != bool(self.soft_share):
            raise UsageError("soft_targets names a file and soft_share the share taken from it; give both, or neither")
        if self.leave_out_copies and (self.keep_duplicates_together or not self.held_out):
            raise UsageError(
                "leave_out_copies = true leaves out what repeats a picture held out; give held_out, a share above 0, "
                "and take keep_duplicates_together out"
            )
        if self.stratified and not self.held_out:
            raise UsageError(
                "stratified = true says how training pictures are held out; give held_out, a share above 0"
            )
        if self.search is not None and not self.held_out:
            raise UsageError("[recipe.search] chooses on held-out training pictures; give held_out, a share above 0")

    def _require_groups_of_one_feature(self) -> None:
        """Raise UsageError where `robust` and another key speak of groups in ways that do not go together."""
        if not self.robust:
            if self.robust_step != ROBUST_STEP:
                raise UsageError(
                    f"robust_step = {self.robust_step} says how fast the shares of groups follow their losses; give "
                    "robust, the feature whose groups are meant, or take robust_step out"
                )
            return
        if self.balance not in ("", self.robust):
            raise UsageError(
                f"balance = '{self.balance}' and robust = '{self.robust}': a training knows the groups of one feature; "
                "name it in both, or take one of them out"
            )
        if self.mixup:
            raise UsageError(
                f"robust = '{self.robust}' weighs the loss of each picture's group, and mixup = {self.mixup} blends "
                "pictures of several; take one of them out"
            )
