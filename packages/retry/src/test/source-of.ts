import type { Clock } from '@llm-balancer/core'

/** One step of a scripted stream: a chunk, a wait in ms, an error to throw, or `hang` to give nothing more for ever. */
export type Step = string | number | Error

/** A stream that follows a script, and notes how it is read. */
export interface ScriptedSource extends AsyncIterableIterator<string> {
  /** Chunks asked for. */
  pulled: number
  /** True once the reader said that it reads no more. */
  closed: boolean
}

export function sourceOf(steps: readonly Step[], clock?: Clock): ScriptedSource {
  const left = [...steps]
  const source: ScriptedSource = {
    pulled: 0,
    closed: false,
    async next() {
      source.pulled += 1
      for (let step = left.shift(); step !== undefined; step = left.shift()) {
        if (step === 'hang') return new Promise(() => {})
        if (typeof step === 'string') return { done: false, value: step }
        if (typeof step !== 'number') throw step
        const delayMs = step
        await new Promise<void>((resolve) => clock?.schedule(resolve, delayMs))
      }
      return { done: true, value: undefined }
    },
    return() {
      source.closed = true
      return Promise.resolve({ done: true, value: undefined })
    },
    [Symbol.asyncIterator]: () => source,
  }
  return source
}
