//! What every store must do.

use store::IdentityCodec;
use store::contract::Backend;
use store_indexeddb::IndexedDbStore;
use wasm_bindgen_test::wasm_bindgen_test;

struct Database(String);

impl Backend for Database {
    type Store = IndexedDbStore<IdentityCodec>;

    async fn fresh() -> Self {
        Self(crate::fresh_name())
    }

    async fn open(&self) -> Self::Store {
        crate::open(&self.0).await
    }
}

macro_rules! declare {
    ($name:ident, $clause:expr) => {
        #[wasm_bindgen_test]
        async fn $name() {
            $clause.await;
        }
    };
}

store::contract_tests!(declare, Database);
