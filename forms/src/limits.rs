//! Limits of the engine, each with its reason. Reaching one is a diagnostic or a refusal, never a crash.

/// Bytes of one XForm. The largest public form known has 9 MB.
pub const FORM_BYTES: usize = 32 << 20;
/// Depth of elements in an XForm or a submission; real forms stay below 20.
pub const XML_DEPTH: usize = 256;
/// Nodes of one XForm document.
pub const XML_NODES: u32 = 2_000_000;
/// Bytes of one submission's XML.
pub const SUBMISSION_BYTES: usize = 8 << 20;
/// Bytes of one expression; the longest in the eleven forms has 2,300.
pub const EXPRESSION_BYTES: usize = 64 << 10;
/// Nesting of one expression: keeps parser and evaluator off the end of the stack.
pub const EXPRESSION_DEPTH: usize = 128;
/// Operators of one expression: they nest to the left in the tree (`a + b + c …`). The longest sum in public forms has some 300.
pub const EXPRESSION_OPERATORS: usize = 2000;
/// Instances of one repeat.
pub const REPEAT_INSTANCES: usize = 20_000;
/// Nodes of one running instance.
pub const INSTANCE_NODES: usize = 4_000_000;
/// Characters of one answer.
pub const ANSWER_CHARS: usize = 1 << 20;
/// Rows of one list.
pub const LIST_ROWS: usize = 2_000_000;
