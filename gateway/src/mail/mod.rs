//! Mail that is sent: `outbox` keeps it from the change that it tells of until it is gone, `relay` hands it on. No mail says whom or what
//! it is about; to know that, somebody signs in.

pub mod outbox;
pub mod relay;
