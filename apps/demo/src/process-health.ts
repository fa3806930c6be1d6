import { monitorEventLoopDelay } from 'node:perf_hooks'
import { cpuUsage } from 'node:process'

/** How hard this process works; servers, load and balancer share it. */
export type ProcessHealth = {
  /** Share of one processor core, mean since the start. */
  readonly cpuCores: number
  /** How late timers were, in ms. */
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

const resolutionMs = 10
const microsecondsPerMs = 1000
const nanosecondsPerMs = 1_000_000
const [half, almostAll] = [50, 99]

/** Measures this process until it is stopped. */
export class HealthMeter {
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs })
  readonly #cpuBefore = cpuUsage()

  constructor() {
    this.#delays.enable()
  }

  stop(): void {
    this.#delays.disable()
  }

  read(elapsedMs: number): ProcessHealth {
    const { user, system } = cpuUsage(this.#cpuBefore)
    const late = (nanoseconds: number): number =>
      round(Math.max(0, nanoseconds / nanosecondsPerMs - resolutionMs))
    return {
      cpuCores: round((user + system) / microsecondsPerMs / Math.max(1, elapsedMs)),
      eventLoopDelayMs: {
        p50: late(this.#delays.percentile(half)),
        p99: late(this.#delays.percentile(almostAll)),
        max: late(this.#delays.max),
      },
    }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
