use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use model::ids::{OperatorId, RecordId};
use model::record::{Fields, Issue, IssueCode, RecordType};
use model::time::Millis;
use serde_json::Value;
use store::StoreError;
use sync::client::{Change, ChangeKind, DraftView, LocalSave, RecordView};

use crate::commands::{Commands, use_commands};
use crate::runtime::{mint_id, now, page, use_location};
use crate::state::{AppState, RecordFacts as _, use_state};

/// A draft reaches the phone this long after the last key, and at once when the page is hidden.
const DRAFT_DELAY_MS: u32 = 300;

/// What a person is typing. Copy; lives as long as its page.
#[derive(Clone, Copy)]
pub struct Form {
    /// The record that it will become or that it edits.
    pub id: RwSignal<RecordId>,
    /// What was typed so far.
    pub fields: RwSignal<Fields>,
    /// What does not pass, after a try to save.
    pub issues: RwSignal<Vec<Issue>>,
    /// Why the phone could not keep it.
    pub failed: RwSignal<Option<StoreError>>,
    /// A save is under way.
    pub saving: RwSignal<bool>,
    record_type: StoredValue<RecordType>,
    edits: bool,
    /// What the person saw when the form was opened.
    seen: StoredValue<Option<Box<protocol::Snapshot>>>,
    /// Whose text it is, whoever may be enrolled later while the page is open.
    author: StoredValue<Option<OperatorId>>,
    /// The address that it was opened at.
    page: StoredValue<String>,
    touched: StoredValue<bool>,
    labels: StoredValue<Vec<(&'static str, String)>>,
    pending: StoredValue<Option<Timeout>, LocalStorage>,
    commands: Commands,
    app: AppState,
}

impl Form {
    /// A form for a new record with its defaults.
    pub fn create(record_type: RecordType, defaults: Fields) -> Self {
        Self::new(mint_id(), record_type, defaults, None)
    }

    /// A form that edits a record.
    ///
    /// One that the Ambito refused opens with the fields at fault marked.
    pub fn edit(record: &RecordView) -> Self {
        let form =
            Self::new(record.id, record.record_type.clone(), record.fields.clone(), Some(Box::new(record.seen())));
        if let Some(fault) = &record.fault {
            form.issues.set(fault.issues.clone());
        }
        form
    }

    fn new(id: RecordId, record_type: RecordType, fields: Fields, seen: Option<Box<protocol::Snapshot>>) -> Self {
        let app = use_state();
        let author =
            app.identity.with_untracked(|identity| identity.as_ref().map(|identity| identity.profile.operator_id));
        let form = Self {
            id: RwSignal::new(id),
            fields: RwSignal::new(fields),
            issues: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            saving: RwSignal::new(false),
            record_type: StoredValue::new(record_type),
            edits: seen.is_some(),
            seen: StoredValue::new(seen),
            author: StoredValue::new(author),
            page: StoredValue::new(use_location().here()),
            touched: StoredValue::new(false),
            labels: StoredValue::new(Vec::new()),
            pending: StoredValue::new_local(None),
            commands: use_commands(),
            app,
        };
        page::on_hidden_while_here(move || form.keep_draft());
        // Leaving the page by a link keeps what was typed in the last instants.
        on_cleanup(move || form.keep_draft());
        form
    }

    /// The type of the record.
    pub fn record_type(&self) -> RecordType {
        self.record_type.get_value()
    }

    /// Whether it edits a saved record.
    pub const fn edits(&self) -> bool {
        self.edits
    }

    /// Whether somebody typed or chose something, not tracked.
    pub fn is_touched(&self) -> bool {
        self.touched.try_get_value().unwrap_or_default()
    }

    /// Whether a draft was typed on this page, whatever its query; so may be one that does not say where.
    pub(super) fn is_at(&self, page: Option<&str>) -> bool {
        page.is_none_or(|other| self.page.with_value(|page| page.split('?').next() == other.split('?').next()))
    }

    /// A value, tracked.
    pub fn get(&self, field: &str) -> Option<Value> {
        self.fields.with(|fields| fields.get(field).filter(|value| !value.is_null()).cloned())
    }

    /// A text or code, tracked; empty when absent.
    pub fn text(&self, field: &str) -> String {
        self.fields.with(|fields| fields.text(field).unwrap_or_default().to_owned())
    }

    /// A number, tracked.
    pub fn number(&self, field: &str) -> Option<i64> {
        self.fields.with(|fields| fields.number(field))
    }

    /// An instant, tracked.
    pub fn instant(&self, field: &str) -> Option<Millis> {
        self.fields.with(|fields| fields.instant(field))
    }

    /// A person changed a value; `null` clears it. The draft follows.
    pub fn set(&self, field: &str, value: impl Into<Value>) {
        let value = value.into();
        self.fields.update(|fields| {
            fields.insert(field.to_owned(), value);
        });
        self.issues.update(|issues| issues.retain(|issue| issue.field != field));
        self.touched.set_value(true);
        let form = *self;
        self.pending.set_value(Some(Timeout::new(DRAFT_DELAY_MS, move || form.keep_draft())));
    }

    /// A value that the page sets by itself, which alone makes no draft.
    pub fn preset(&self, field: &str, value: impl Into<Value>) {
        let value = value.into();
        self.fields.update(|fields| {
            fields.insert(field.to_owned(), value);
        });
    }

    /// Continues a draft. What it does not name stays as the form begins.
    pub fn resume(&self, draft: DraftView) {
        self.id.set(draft.record_id);
        self.fields.update(|fields| fields.extend(draft.fields));
        if draft.seen.is_some() {
            self.seen.set_value(draft.seen);
        }
        self.touched.set_value(true);
    }

    /// What is wrong with a field, tracked; nested paths count for their field.
    pub fn issue(&self, field: &str) -> Option<IssueCode> {
        self.issues.with(|issues| {
            let nested = |issue: &&Issue| issue.field == field || issue.field.starts_with(&format!("{field}["));
            issues.iter().find(nested).map(|issue| issue.code)
        })
    }

    /// An input says how its field is called, for the summary of errors.
    pub fn label(&self, field: &'static str, label: &str) {
        self.labels.update_value(|labels| {
            if labels.iter().all(|(known, _)| *known != field) {
                labels.push((field, label.to_owned()));
            }
        });
    }

    /// The label that an input gave, or the field's own name.
    pub fn label_of(&self, field: &str) -> String {
        let field = field.split(['[', '.']).next().unwrap_or(field);
        self.labels.with_value(|labels| {
            labels
                .iter()
                .find(|(known, _)| *known == field)
                .map_or_else(|| field.to_owned(), |(_, label)| label.clone())
        })
    }

    /// Validates and saves with what else belongs to the act; `then` runs once it is durable on the phone.
    ///
    /// What does not pass is shown at its field, and nothing typed is lost.
    pub fn save_with(&self, more: Vec<Change>, then: impl FnOnce(RecordId) + 'static) {
        self.save_between(Vec::new(), more, then);
    }

    /// As [`Self::save_with`], with `parents` that the record names and that are made in the same act.
    pub fn save_between(&self, parents: Vec<Change>, more: Vec<Change>, then: impl FnOnce(RecordId) + 'static) {
        self.save_as(self.fields.get_untracked(), parents, more, then);
    }

    /// As [`Self::save_between`], where the record gets `fields` and not all that the form holds. A draft keeps it all.
    pub fn save_as(
        &self,
        fields: Fields,
        parents: Vec<Change>,
        more: Vec<Change>,
        then: impl FnOnce(RecordId) + 'static,
    ) {
        if self.saving.get_untracked() {
            return;
        }
        let (id, record_type) = (self.id.get_untracked(), self.record_type());
        let issues = model::validate(&record_type, &fields, &self.app.config.get_untracked());
        if !issues.is_empty() {
            self.issues.set(issues);
            return;
        }
        let kind = if self.edits { ChangeKind::Patch } else { ChangeKind::Create };
        let mut changes = parents;
        changes.push(Change { record_id: id, record_type, kind, fields, seen: self.seen.get_value() });
        changes.extend(more);
        self.save_changes(changes, then);
    }

    /// Saves these changes in place of the form's own, for a page whose one form feeds several records; the page has
    /// validated them.
    pub fn save_changes(&self, changes: Vec<Change>, then: impl FnOnce(RecordId) + 'static) {
        if self.saving.get_untracked() {
            return;
        }
        let id = self.id.get_untracked();
        self.issues.set(Vec::new());
        self.failed.set(None);
        self.saving.set(true);
        self.pending.set_value(None);
        let form = *self;
        let draft = self.draft(id, self.fields.get_untracked());
        leptos::task::spawn_local(async move {
            let saved = form.commands.save(LocalSave { changes, drop_draft: Some(id) }).await;
            form.saving.try_set(false);
            match saved {
                Ok(()) => {
                    form.touched.try_set_value(false);
                    then(id);
                }
                Err(error) => {
                    // The page may be gone: what was typed must not be.
                    if form.failed.try_set(Some(error)).is_some() {
                        form.commands.keep_draft(draft);
                    }
                }
            }
        });
    }

    /// As [`Self::save_with`], alone.
    pub fn save(&self, then: impl FnOnce(RecordId) + 'static) {
        self.save_with(Vec::new(), then);
    }

    /// Keeps the draft now. Valid or not; nothing when nobody typed.
    fn keep_draft(&self) {
        self.pending.try_update_value(|pending| pending.take());
        let saving = self.saving.try_get_untracked().unwrap_or_default();
        let (Some(record_id), Some(fields)) = (self.id.try_get_untracked(), self.fields.try_get_untracked()) else {
            return;
        };
        if self.is_touched() && !saving {
            self.commands.keep_draft(self.draft(record_id, fields));
        }
    }

    fn draft(&self, record_id: RecordId, fields: Fields) -> DraftView {
        DraftView {
            record_id,
            record_type: self.record_type(),
            edits: self.edits,
            fields,
            seen: self.seen.get_value(),
            page: self.page.try_get_value(),
            changed_at: now(),
            typed_by: self.author.try_get_value().flatten(),
        }
    }
}
