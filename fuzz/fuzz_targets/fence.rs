//! A reader that fences in its library catches what that stumbles over. Here each stumble would end the run before it is caught; now only
//! one that nobody catches does.

/// Lets what is caught be caught, without a word.
pub fn stand() {
    std::panic::set_hook(Box::new(|_| {}));
}
