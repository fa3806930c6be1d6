/** Calls `work` at once. What it throws, or rejects with, is ignored. */
export function quietly(work: () => unknown): void {
  new Promise((resolve) => {
    resolve(work())
  }).catch(() => {})
}
