import type { Guard } from '@llm-balancer/core'

/** A balancer of the program. It is made when its module is loaded, and all requests share it. */
export interface Subject {
  /** Asks one question; gives the text of the answer. */
  chat(signal: AbortSignal): Promise<string>
  /** Asks one question; gives the text of the answer piece by piece. */
  stream(signal: AbortSignal): AsyncIterable<string>
  /** Probes every target; gives the ids of the healthy ones. */
  health(signal: AbortSignal): Promise<readonly string[]>
  /** What the balancer is doing now. */
  load(): Load
}

/** Counts of the runs of a balancer. */
export interface Load {
  /** Runs that have begun and not ended, those that wait included. */
  readonly running: number
  /** Runs that wait for a target. */
  readonly waiting: number
}

/** A target of a subject: a fake that speaks OpenAI's format. */
export interface SubjectTarget {
  readonly id: string
  readonly baseURL: string
  readonly guards: readonly Guard[]
}
