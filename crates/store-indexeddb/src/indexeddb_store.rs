use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::lock::Mutex;
use store::{Batch, Generation, RowCodec, Snapshot, Store, StoreError};
use uuid::Uuid;

use crate::connection::{Connection, OpenOptions};
use crate::fault::Fault;
use crate::read::{StoredRows, read_all};
use crate::seal::{self, SealedBatch};
use crate::strict::{self, Written};

/// The rows of one person in the browser's database `name`.
///
/// A connection that the browser drops is opened once more and the call repeated; that is safe, because a batch is
/// fenced by the generation and recognised by its id.
pub struct IndexedDbStore<C> {
    name: String,
    codec: C,
    options: OpenOptions,
    connection: RefCell<Option<Rc<Connection>>>,
    /// Held while a connection is being opened, so that two callers do not open two.
    opening: Mutex<()>,
    /// The highest generation that was seen: a lower one means another database under the same name.
    seen: Cell<Generation>,
}

impl<C: RowCodec> IndexedDbStore<C> {
    /// Opens the database, making it if there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Blocked`], [`StoreError::Newer`], or what else the browser says.
    pub async fn open(name: &str, codec: C) -> Result<Self, StoreError> {
        Self::open_with(name, codec, OpenOptions::default()).await
    }

    /// Opens the database, making it if there is none.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub async fn open_with(name: &str, codec: C, options: OpenOptions) -> Result<Self, StoreError> {
        let store = Self {
            name: name.to_owned(),
            codec,
            options,
            connection: RefCell::default(),
            opening: Mutex::new(()),
            seen: Cell::default(),
        };
        store.connection().await?;
        Ok(store)
    }

    /// Closes the connection, as a page should that may be frozen; the next call opens it again. Transactions under way
    /// still end as they would.
    pub fn close(&self) {
        if let Some(connection) = self.connection.take() {
            connection.close();
        }
    }

    async fn connection(&self) -> Result<Rc<Connection>, StoreError> {
        let _opening = self.opening.lock().await;
        if let Some(connection) = &*self.connection.borrow() {
            return Ok(Rc::clone(connection));
        }
        let connection = Rc::new(Connection::open(&self.name, &self.options).await?);
        self.connection.replace(Some(Rc::clone(&connection)));
        Ok(connection)
    }

    /// Forgets a connection that failed, unless somebody else opened another one meanwhile.
    fn discard(&self, failed: &Rc<Connection>) {
        failed.close();
        self.connection.borrow_mut().take_if(|current| Rc::ptr_eq(current, failed));
    }

    /// Runs `attempt` on the connection, and once more on a new one if the connection was lost.
    async fn with_connection<T>(
        &self,
        attempt: impl AsyncFn(Rc<Connection>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let connection = self.connection().await?;
        match attempt(Rc::clone(&connection)).await {
            Err(fault) if fault.lost_connection() => self.discard(&connection),
            result => return result.map_err(Fault::into_store_error),
        }
        let connection = self.connection().await?;
        let result = attempt(Rc::clone(&connection)).await;
        if result.as_ref().is_err_and(Fault::lost_connection) {
            self.discard(&connection);
        }
        result.map_err(Fault::into_store_error)
    }

    /// Remembers `generation`, or refuses it when the call began after a higher one was seen: what this tab holds in
    /// memory is then not on the disk any more, and replacing it by what is there would lose it.
    fn witness(&self, generation: Generation, floor: Generation) -> Result<(), StoreError> {
        if generation < floor {
            return Err(StoreError::Failed {
                name: "DatabaseReplaced".to_owned(),
                message: format!("generation {} after {}", generation.0, floor.0),
            });
        }
        self.seen.set(self.seen.get().max(generation));
        Ok(())
    }
}

impl<C: RowCodec> Store for IndexedDbStore<C> {
    async fn load(&self) -> Result<Snapshot, StoreError> {
        let floor = self.seen.get();
        let stored: StoredRows = self.with_connection(async |connection| read_all(&connection).await).await?;
        self.witness(Generation(stored.generation), floor)?;
        Ok(seal::open(&self.codec, stored).await)
    }

    async fn commit(&self, batch: Batch) -> Result<Generation, StoreError> {
        let sealed: SealedBatch = seal::seal(&self.codec, batch, Uuid::new_v4().into_bytes()).await?;
        let sealed = Rc::new(sealed);
        let floor = self.seen.get();
        let write = async |connection: Rc<Connection>| strict::write(connection.raw(), Rc::clone(&sealed)).await;
        match self.with_connection(write).await? {
            Written::Committed(generation) => {
                self.seen.set(self.seen.get().max(Generation(generation)));
                Ok(Generation(generation))
            }
            Written::Stale(actual) => {
                self.witness(Generation(actual), floor)?;
                Err(StoreError::Stale { actual: Generation(actual) })
            }
        }
    }
}
