//! Which Pod on which cluster: what every request of a run needs.

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{Event, Pod, Secret};
use kube::{Api, Client};

/// The place of one run.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) client: Client,
    pub(super) namespace: String,
    /// Name of the Pod, and of the Job and the Secret beside it.
    pub(super) pod: String,
}

impl Target {
    pub(super) fn pods(&self) -> Api<Pod> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub(super) fn jobs(&self) -> Api<Job> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub(super) fn secrets(&self) -> Api<Secret> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub(super) fn events(&self) -> Api<Event> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }
}
