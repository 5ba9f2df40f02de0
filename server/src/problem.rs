//! Refusals: one constructor per meaning, each with words in both languages and what to do.
//!
//! Invariant: no personal value of a request is repeated in a message.

use api::{PlaceProblem, Problem, Words};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::store::{self, StoreError};

/// A refused request.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    problem: Problem,
    retry_after_s: Option<i64>,
}

pub(crate) type Answer<T> = Result<T, Refused>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.problem)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}

pub(crate) fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

fn refused(status: StatusCode, code: &str, zh: impl Into<String>, en: impl Into<String>) -> Refused {
    Refused { status, problem: Problem { code: code.to_owned(), message: words(zh, en), places: Vec::new() }, retry_after_s: None }
}

impl Refused {
    fn places(mut self, places: Vec<PlaceProblem>) -> Self {
        self.problem.places = places;
        self
    }
    fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }
}

// Who and whether

pub(crate) fn sign_in_first() -> Refused {
    refused(
        StatusCode::UNAUTHORIZED,
        "session-expired",
        "登录已过期，请重新登录。手机里的内容都在",
        "Your sign-in has ended. Sign in again. What is on the phone stays",
    )
}
pub(crate) fn wrong_sign_in() -> Refused {
    refused(StatusCode::UNAUTHORIZED, "wrong-sign-in", "账号或密码不对，请再试一次", "Account or password is wrong. Try again")
}
pub(crate) fn locked(seconds: i64) -> Refused {
    let minutes = (seconds + 59) / 60;
    refused(
        StatusCode::TOO_MANY_REQUESTS,
        "locked",
        format!("试错次数太多，请{minutes}分钟后再登录，或找管理员"),
        format!("Too many wrong tries. Sign in after {minutes} minutes or ask your administrator"),
    )
    .retry_after(seconds)
}
pub(crate) fn no_right() -> Refused {
    refused(StatusCode::FORBIDDEN, "no-right", "您没有这项权限，请找县管理员", "You do not have this right. Ask the county administrator")
}
pub(crate) fn not_from_the_app() -> Refused {
    refused(
        StatusCode::FORBIDDEN,
        "not-from-the-app",
        "请求不是从本应用发出的，请在应用里操作",
        "The request did not come from the app. Do it inside the app",
    )
}

// Paths and bodies

pub(crate) fn not_found() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "not-found",
        "没有找到，可能已被移走，或您没有权限。请回到列表",
        "Not found, moved, or not within your rights. Go back to the list",
    )
}
pub(crate) fn method() -> Refused {
    refused(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "这个地址不接受这种操作，请更新应用",
        "This address does not take that kind of request. Update the app",
    )
}
pub(crate) fn too_large(bytes: u64) -> Refused {
    let mb = bytes >> 20;
    let (zh, en) = if mb > 0 { (format!("{mb} MB"), format!("{mb} MB")) } else { (format!("{} KB", bytes >> 10), format!("{} KB", bytes >> 10)) };
    refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        format!("内容太大，最多 {zh}。请把照片拍小一点或分开发送"),
        format!("Too large: at most {en}. Take a smaller photo or send it in parts"),
    )
}
pub(crate) fn body_cut() -> Refused {
    refused(StatusCode::BAD_REQUEST, "body-cut", "内容没有传完，请再发一次", "The content did not arrive whole. Send it again")
}
pub(crate) fn body_broken(detail: &str) -> Refused {
    refused(
        StatusCode::BAD_REQUEST,
        "body-broken",
        format!("内容读不懂，请再发一次；还不行就更新应用（{detail}）"),
        format!("The content cannot be read. Send again; if it stays so, update the app ({detail})"),
    )
}
pub(crate) fn query_broken() -> Refused {
    refused(StatusCode::BAD_REQUEST, "query-broken", "查询条件读不懂，请重新选择", "The filter cannot be read. Choose it again")
}
pub(crate) fn slow() -> Refused {
    refused(
        StatusCode::REQUEST_TIMEOUT,
        "slow",
        "网络太慢，没有传完。请到信号好的地方再试",
        "The line was too slow. Try again where the signal is better",
    )
}

// Submissions

pub(crate) fn xml_broken(place: &str) -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "xml-broken",
        format!("表格内容损坏（{place}），请在手机上重新提交；还不行请打 12317"),
        format!("The form's content is damaged ({place}). Submit again on the phone; if it stays so call 12317"),
    )
}
pub(crate) fn instance_mismatch() -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "instance-mismatch",
        "表格的编号与发送的编号不一致，请重新提交",
        "The form's own id differs from the one sent. Submit again",
    )
}
pub(crate) fn form_unknown() -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "form-unknown",
        "服务器上没有这张表格，请先同步表格再提交",
        "The server does not have this form. Sync the forms, then submit",
    )
}
pub(crate) fn version_unknown() -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "version-unknown",
        "服务器上没有这个版本的表格，请先同步表格再提交",
        "The server does not have this version of the form. Sync the forms, then submit",
    )
}
pub(crate) fn does_not_hold(places: Vec<PlaceProblem>) -> Refused {
    let n = places.len();
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "does-not-hold",
        format!("有 {n} 处不符合要求，请逐条改好再提交"),
        format!("{n} answers do not hold. Mend each, then submit"),
    )
    .places(places)
}
pub(crate) fn media_list(name: &str) -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "media-list",
        format!("附件清单与表格不一致（{name}），请重新提交"),
        format!("The list of files does not match the form ({name}). Submit again"),
    )
}
pub(crate) fn different_content() -> Refused {
    refused(
        StatusCode::CONFLICT,
        "different-content",
        "这张表已收到过，但内容不同。两份都已保留，请联系审核人",
        "This form came before with other content. Both are kept. Talk to the reviewer",
    )
}
pub(crate) fn other_area() -> Refused {
    refused(
        StatusCode::FORBIDDEN,
        "other-area",
        "这户不在您负责的范围，请检查乡镇、村的选择，或找乡专干分配",
        "This household is outside your area. Check township and village, or ask the township to assign it",
    )
}
pub(crate) fn not_assigned() -> Refused {
    refused(
        StatusCode::FORBIDDEN,
        "not-assigned",
        "这户分给了别人，请检查户编号，或找乡专干改分配",
        "This household is assigned to someone else. Check its code, or ask the township",
    )
}
pub(crate) fn blocked_household() -> Refused {
    refused(
        StatusCode::FORBIDDEN,
        "kin",
        "您与这户有亲属关系，不能由您填写，请找乡专干换人",
        "You are kin of this household and may not survey it. Ask the township for another person",
    )
}
pub(crate) fn mend_refused() -> Refused {
    refused(
        StatusCode::CONFLICT,
        "mend-refused",
        "这张表没有退回给您，不能更正。请刷新列表",
        "This form is not returned to you and cannot be mended. Refresh the list",
    )
}

// Media

pub(crate) fn media_unknown() -> Refused {
    refused(StatusCode::NOT_FOUND, "media-unknown", "这张表没有这个附件，请先提交表格", "The form does not name this file. Submit the form first")
}
pub(crate) fn media_hash() -> Refused {
    refused(StatusCode::UNPROCESSABLE_ENTITY, "media-hash", "附件没有传完整，请再传一次", "The file did not arrive whole. Send it again")
}
pub(crate) fn media_kind() -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "media-kind",
        "附件不是照片、录音或录像，请重新拍摄或录制",
        "The file is not a photo, sound or video. Take it again",
    )
}

// Review

pub(crate) fn own_submission() -> Refused {
    refused(StatusCode::FORBIDDEN, "own", "不能审核自己提交的表，请交给别人", "You cannot decide on your own submission. Leave it to another person")
}
pub(crate) fn already_decided(zh: String, en: String) -> Refused {
    refused(StatusCode::CONFLICT, "already-decided", zh, en)
}
pub(crate) fn media_missing(n: i64) -> Refused {
    refused(
        StatusCode::CONFLICT,
        "media-missing",
        format!("还有 {n} 个附件没到，收齐后才能通过；也可以退回"),
        format!("{n} files are still to come. Accept when they are here, or return the form"),
    )
}
pub(crate) fn remark_needed() -> Refused {
    refused(StatusCode::UNPROCESSABLE_ENTITY, "remark-needed", "退回前请写明要改什么", "Say what to change before returning")
}
pub(crate) fn remark_place(path: &str) -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "remark-place",
        "意见所指的题目不在表里，请重新打开这张表",
        "A remark points to a question that is not in the form. Open the form again",
    )
    .places(vec![PlaceProblem { path: path.to_owned(), code: "unknown-node".to_owned(), message: String::new(), words: Words::default() }])
}
pub(crate) fn remark_long() -> Refused {
    refused(StatusCode::UNPROCESSABLE_ENTITY, "remark-long", "意见太长或太多，请写短一点", "Remarks are too long or too many. Shorten them")
}

// Household links

pub(crate) fn link_unknown() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "link-unknown",
        "这个二维码不对，请重新扫村里公示栏的码，或打 12317",
        "This code is not right. Scan the one on the village board again, or call 12317",
    )
}
pub(crate) fn link_closed() -> Refused {
    refused(
        StatusCode::GONE,
        "link-closed",
        "这个二维码已停用，请找村干部要新的，或打 12317",
        "This code is no longer in use. Ask the village for a new one, or call 12317",
    )
}
pub(crate) fn other_village() -> Refused {
    refused(
        StatusCode::UNPROCESSABLE_ENTITY,
        "other-village",
        "填的村与二维码的村不一致，请扫自己村的码，或打 12317",
        "The village chosen is not the one of this code. Scan your own village's code, or call 12317",
    )
}
pub(crate) fn too_often(seconds: i64) -> Refused {
    refused(
        StatusCode::TOO_MANY_REQUESTS,
        "too-often",
        "操作太频繁，请过几分钟再试，急事请打 12317",
        "Too many requests. Try again in a few minutes, or call 12317",
    )
    .retry_after(seconds)
}
pub(crate) fn status_unknown() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "status-unknown",
        "回执号或电话后四位不对，请看回执再输一次，或打 12317",
        "Receipt number or last four digits are wrong. Look at the receipt and try again, or call 12317",
    )
}

// The server itself

pub(crate) fn broken() -> Refused {
    refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server-broken",
        "服务器出了问题，您的内容还在手机里，请稍后再试",
        "Something went wrong on the server. Your content is still on the phone. Try again later",
    )
}
pub(crate) fn busy() -> Refused {
    refused(StatusCode::SERVICE_UNAVAILABLE, "busy", "服务器正忙，请稍后再试", "The server is busy. Try again shortly").retry_after(5)
}
pub(crate) fn disk(error: &std::io::Error) -> Refused {
    tracing::error!(kind = ?error.kind(), "media folder");
    refused(
        StatusCode::INSUFFICIENT_STORAGE,
        "disk",
        "服务器存不下附件，请告诉管理员，稍后再传",
        "The server cannot store the file. Tell the administrator and send it later",
    )
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let (kind, again) = store::kind_of(&error);
        tracing::error!(kind, again, "store");
        if again { busy() } else { broken() }
    }
}

impl From<tokio::task::JoinError> for Refused {
    fn from(error: tokio::task::JoinError) -> Self {
        tracing::error!(panic = error.is_panic(), "task");
        broken()
    }
}
