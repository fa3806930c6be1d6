import type { Judgement } from '../contracts/verdict.ts'

/** How a call ended, for observers. */
export interface SettledCall {
  readonly judgement: Judgement
  /** What was thrown or returned; undefined for a permit that was released without it. */
  readonly errorOrResult: unknown
  readonly isTimeout: boolean
  readonly durationMs: number
}

/** Is notified of every single call, which telemetry needs and a circuit does not. Must not throw. */
export interface CallObserver {
  admitted(): void
  rejected(error: Error): void
  settled(call: SettledCall): void
}
