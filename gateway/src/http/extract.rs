//! axum's extractors, answering with our problems instead of its own texts.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use http::StatusCode;
use http::request::Parts;
use http_body::Frame;
use serde::de::DeserializeOwned;

use super::error::Problem;

/// A JSON body.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let axum::Json(body) = axum::Json::from_request(request, state).await?;
        Ok(Self(body))
    }
}

/// Ids in the path. One that is no id is not there.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(ids) = axum::extract::Path::from_request_parts(parts, state).await?;
        Ok(Self(ids))
    }
}

/// Parameters behind the question mark.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Query(parameters) = axum::extract::Query::from_request_parts(parts, state).await?;
        Ok(Self(parameters))
    }
}

/// A form of several parts.
pub struct MultipartForm(pub Multipart);

impl<S: Send + Sync> FromRequest<S> for MultipartForm {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let request = request.map(|body| Body::new(EndsApart { body, ended: false }));
        let not_a_form = |_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type");
        Multipart::from_request(request, state).await.map(Self).map_err(not_a_form)
    }
}

/// A body whose end is told a turn after its last bytes. multer 3.1 asks twice in one turn before it has found the first boundary;
/// if a small form arrives whole between the two, it sees the end, does not look at the bytes, and says that the form is incomplete.
struct EndsApart {
    body: Body,
    ended: bool,
}

impl http_body::Body for EndsApart {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) {
            return Poll::Ready(Some(frame));
        }
        self.ended = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A form that arrives whole just after it was asked for the first time.
    struct ArrivesAtOnce {
        asked: bool,
        form: Option<Bytes>,
    }

    impl http_body::Body for ArrivesAtOnce {
        type Data = Bytes;
        type Error = axum::Error;

        fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
            if !std::mem::replace(&mut self.asked, true) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(self.form.take().map(|bytes| Ok(Frame::data(bytes))))
        }
    }

    fn small_form() -> Request {
        let form = "--XX\r\nContent-Disposition: form-data; name=\"report\"\r\n\r\n{}\r\n--XX--\r\n";
        let body = Body::new(ArrivesAtOnce { asked: false, form: Some(form.into()) });
        Request::builder().header("content-type", "multipart/form-data; boundary=XX").body(body).expect("a request")
    }

    #[tokio::test]
    async fn a_small_form_that_arrives_whole_between_two_looks_is_read() {
        let MultipartForm(mut parts) = MultipartForm::from_request(small_form(), &()).await.expect("it is a form");
        let part = parts.next_field().await.expect("it is whole").expect("it has a part");
        assert_eq!(part.text().await.expect("it is whole"), "{}");
        assert!(parts.next_field().await.expect("it is whole").is_none());
    }

    #[tokio::test]
    async fn without_the_turn_between_multer_still_calls_it_incomplete() {
        let mut parts = Multipart::from_request(small_form(), &()).await.expect("it is a form");
        parts.next_field().await.expect_err("once this is mended upstream, `EndsApart` can go");
    }
}
