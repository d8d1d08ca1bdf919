//! One draw of everything that is open.

use crate::model::{Problem, WEIGHTS};
use crate::numeric::Stream;

/// One draw of everything that is open.
#[derive(Default)]
pub(crate) struct Draw {
    pub(crate) facts: Vec<f64>,
    pub(crate) weights: Vec<f64>,
    scratch: Vec<f64>,
}

impl Draw {
    /// Draws the facts and the group's weights of one sample. Nothing here depends on the alternatives.
    pub(crate) fn draw(&mut self, problem: &Problem, seed: u64, sample: u64) {
        let stream = Stream::new(seed, sample);
        self.facts.clear();
        self.facts.extend(problem.draw_facts(|purpose| stream.fork(purpose)));
        self.weights.clear();
        self.weights.resize(problem.leaves().len(), 0.0);
        for ((weigher, power), purpose) in problem.weighers().iter().zip(problem.powers()).zip(WEIGHTS..) {
            weigher.add_draw(&mut stream.fork(purpose), *power, &mut self.weights, &mut self.scratch);
        }
    }
}
