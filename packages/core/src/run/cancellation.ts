/** Why a run was ended from outside. `left`: the reader left its stream. `unread`: nothing read it for too long. */
export type Cancellation =
  | { readonly cause: 'aborted'; readonly reason: unknown }
  | { readonly cause: 'deadline' }
  | { readonly cause: 'left' }
  | { readonly cause: 'unread' }
  | { readonly cause: 'balancer-closed' }

/** True when the caller ended the run: its signal aborted, or it no longer reads. */
export function isByCaller(cancellation: Cancellation | undefined): boolean {
  return cancellation !== undefined && ['aborted', 'left', 'unread'].includes(cancellation.cause)
}

/** What waits, and can be told to stop. */
export interface Cancellable {
  cancel(reason: unknown): void
}

/** Rejects what a cancelled run was waiting for. Callers of the balancer never see it. */
export const runCancelled: Error = new Error('cancelled')
