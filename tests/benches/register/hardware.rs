//! The machine on which the figures are measured.

use std::fs;

fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// The resident memory of this process now.
pub(crate) fn rss_kib() -> u64 {
    status("VmRSS:")
}

/// The greatest resident memory of this process.
pub(crate) fn peak_rss_kib() -> u64 {
    status("VmHWM:")
}

/// Processor, cores, memory, kernel.
pub(crate) fn description() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown processor");
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{}, {cores} cores, {} GiB of memory, Linux {}",
        model.trim_start_matches([':', ' ', '\t']),
        kib / 1_048_576,
        kernel.trim()
    )
}
