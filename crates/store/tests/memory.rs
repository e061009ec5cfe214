//! The store in memory keeps the contract.

use std::rc::Rc;

use store::MemoryStore;
use store::contract::Backend;

struct Memory(Rc<MemoryStore>);

impl Backend for Memory {
    type Store = Rc<MemoryStore>;

    async fn fresh() -> Self {
        Self(Rc::default())
    }

    async fn open(&self) -> Rc<MemoryStore> {
        Rc::clone(&self.0)
    }
}

macro_rules! declare {
    ($name:ident, $clause:expr) => {
        #[test]
        fn $name() {
            futures::executor::block_on($clause);
        }
    };
}

store::contract_tests!(declare, Memory);
