import type { Attempt } from '../../contracts/call.ts'

/** Calls that run until the test ends them. Clients are the names of the targets. */
export class OpenCalls {
  /** Which target was called, in order. */
  readonly begun: string[] = []
  readonly #running: { readonly target: string; readonly settle: (error?: Error) => void }[] = []

  /** The operation. */
  readonly call = (target: string, { signal }: Pick<Attempt, 'signal'>): Promise<string> => {
    this.begun.push(target)
    return new Promise((resolve, reject) => {
      const one = {
        target,
        settle: (error?: Error) => {
          this.#running.splice(this.#running.indexOf(one), 1)
          if (error === undefined) resolve(target)
          else reject(error)
        },
      }
      this.#running.push(one)
      signal.addEventListener('abort', () => {
        if (this.#running.includes(one)) one.settle(signal.reason as Error)
      })
    })
  }

  /** How many run, on one target or on all. */
  running(target?: string): number {
    return this.#running.filter((one) => target === undefined || one.target === target).length
  }

  /** Ends the oldest of those that run on a target: with an answer, or an error. */
  end(target: string, error?: Error): void {
    const one = this.#running.find((other) => other.target === target)
    if (one === undefined) throw new Error(`no call of ${target} runs`)
    one.settle(error)
  }

  /** Ends all of them. */
  endAll(): void {
    for (const one of [...this.#running]) one.settle()
  }
}
