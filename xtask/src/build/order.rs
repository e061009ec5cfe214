//! The order of the functions in a module: those that look alike stand together, because a compressor finds again best
//! what it has just seen. One per cent of the first load, without a change of the code.
//!
//! The method is balanced partitioning, as linkers use it for phones (Dhulipala and others, "Compressing graphs and indexes
//! with recursive graph bisection", 2016): the functions are halved again and again, and at each level change sides as long
//! as the short pieces of code that they share come to lie on fewer sides.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use wasm_encoder::{NameMap, NameSection, Section as _};
use wasmparser::{Parser, Payload, TypeRef};

/// Length of a piece of code, in bytes. Four was the best of 3, 4, 5, 6 and 8.
const PIECE: usize = 4;
/// How often functions may change sides at one level.
const ROUNDS: u64 = 12;
/// What more than one function in so many has tells them not apart.
const COMMON: usize = 4;

/// The module with names for its functions that stand in the order wished for: wasm-opt sorts by name.
pub fn named(wasm: &[u8]) -> Result<Vec<u8>> {
    let (imported, bodies) = read(wasm)?;
    let mut names = NameMap::new();
    let mut places = vec![0; bodies.len()];
    for (place, function) in sorted(&bodies).into_iter().enumerate() {
        places[function as usize] = place;
    }
    for (function, place) in places.into_iter().enumerate() {
        let index = imported + u32::try_from(function).context("there are more functions than indices")?;
        names.append(index, &format!("{place:08}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    let mut named = wasm.to_vec();
    section.append_to(&mut named);
    Ok(named)
}

/// How many functions are imported, and the code of the others.
fn read(wasm: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("cannot read a module")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&wasm[body.range()]),
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// The functions, those that look alike side by side.
fn sorted(bodies: &[&[u8]]) -> Vec<u32> {
    let mut holders: BTreeMap<&[u8], Vec<u32>> = BTreeMap::new();
    for (function, body) in (0..).zip(bodies) {
        let pieces: BTreeSet<&[u8]> = body.windows(PIECE).collect();
        for piece in pieces {
            holders.entry(piece).or_default().push(function);
        }
    }
    let mut pieces = vec![Vec::new(); bodies.len()];
    let telling = holders.into_values().filter(|held| held.len() > 1 && held.len() <= bodies.len().div_ceil(COMMON));
    for (piece, held) in (0_u32..).zip(telling) {
        for function in held {
            pieces[function as usize].push(piece);
        }
    }
    let kinds = pieces.iter().flatten().max().map_or(0, |last| *last as usize + 1);
    let mut halves = Halves { pieces: &pieces, left: vec![0; kinds], right: vec![0; kinds] };
    let mut order: Vec<u32> = (0..).take(bodies.len()).collect();
    halves.part(&mut order);
    order
}

/// How many functions of each half have a piece.
struct Halves<'a> {
    pieces: &'a [Vec<u32>],
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Halves<'_> {
    fn part(&mut self, order: &mut [u32]) {
        if order.len() <= 3 {
            return;
        }
        let middle = order.len() / 2;
        let (left, right) = order.split_at_mut(middle);
        self.count(left, right);
        for round in 0..ROUNDS {
            if self.exchange(left, right, round) * 200 <= middle {
                break;
            }
        }
        self.part(left);
        self.part(right);
    }

    fn count(&mut self, left: &[u32], right: &[u32]) {
        for function in left.iter().chain(right) {
            for piece in &self.pieces[*function as usize] {
                (self.left[*piece as usize], self.right[*piece as usize]) = (0, 0);
            }
        }
        for (half, counts) in [(left, &mut self.left), (right, &mut self.right)] {
            for piece in half.iter().flat_map(|function| &self.pieces[*function as usize]) {
                counts[*piece as usize] += 1;
            }
        }
    }

    /// Exchanges functions of the two halves pair by pair, those first that gain most; how many pairs.
    ///
    /// A few sit out each round, or functions that are alike would change places with one another for ever.
    fn exchange(&mut self, left: &mut [u32], right: &mut [u32], round: u64) -> usize {
        let by_gain = |half: &[u32], here: &[u32], there: &[u32]| {
            let gain = |function: &u32| -> f64 {
                let pieces = self.pieces[*function as usize].iter();
                pieces.map(|piece| gain(here[*piece as usize], there[*piece as usize])).sum()
            };
            let sits_out = |function: u32| u64::from(function).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 61 == round % 8;
            let places = half.iter().zip(0..).filter(|(function, _)| !sits_out(**function));
            let mut places: Vec<(f64, usize)> = places.map(|(function, place)| (gain(function), place)).collect();
            places.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            places
        };
        let (leaving, coming) = (by_gain(left, &self.left, &self.right), by_gain(right, &self.right, &self.left));
        let mut exchanged = 0;
        for ((gain, from), (other_gain, to)) in leaving.into_iter().zip(coming) {
            if gain + other_gain <= 0.0 {
                break;
            }
            for piece in &self.pieces[left[from] as usize] {
                self.left[*piece as usize] -= 1;
                self.right[*piece as usize] += 1;
            }
            for piece in &self.pieces[right[to] as usize] {
                self.right[*piece as usize] -= 1;
                self.left[*piece as usize] += 1;
            }
            std::mem::swap(&mut left[from], &mut right[to]);
            exchanged += 1;
        }
        exchanged
    }
}

/// What is gained for a piece when one of its functions goes from a half that has it `here` times to the one that has it
/// `there` times.
fn gain(here: u32, there: u32) -> f64 {
    let weight = |count: u32| f64::from(count) * f64::from(count + 1).log2();
    weight(here - 1) + weight(there + 1) - weight(here) - weight(there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_look_alike_come_to_stand_together() {
        let kinds: [&[u8]; 2] = [b"the first kind of code that there is", b"SOMETHING ENTIRELY ELSE, 0123456789"];
        let strangers: Vec<Vec<u8>> = (0_u8..64).map(|place| vec![place; 8]).collect();
        // One of the two kinds, then four that are like nothing else.
        let rows = kinds.into_iter().cycle().zip(strangers.chunks(4));
        let all: Vec<&[u8]> =
            rows.flat_map(|(kind, four)| std::iter::once(kind).chain(four.iter().map(Vec::as_slice))).collect();
        let order = sorted(&all);
        for kind in kinds {
            let found: Vec<usize> =
                (0..).zip(&order).filter(|(_, one)| all[**one as usize] == kind).map(|(place, _)| place).collect();
            assert_eq!(found.len(), 8);
            assert!(found.windows(2).all(|pair| pair[1] - pair[0] <= 3), "{found:?}");
        }
        let every: BTreeSet<u32> = order.iter().copied().collect();
        assert_eq!(every.len(), all.len(), "each function once");
    }
}
