import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { startFakeLLM, type FakeLLMServer, type RecordedRequest } from '@llm-balancer/testing'
import { get } from 'node:http'
import type { Load } from '../program/subject.ts'
import { bundleProgram } from './bundle-program.ts'
import type { RuntimeCommand } from './runtimes.ts'
import { startRuntime, type RunningRuntime } from './start-runtime.ts'

/** The fake targets: `a` and `b` answer at once, `narrow` after a second of the fake's clock, which the test advances. */
const targets = { a: {}, b: {}, narrow: { latency: 1000 } }

/** What a work of the program gave. */
export interface WorkResult {
  readonly status: number
  readonly text: string
}

/** A runtime that serves the program in front of a fake LLM server. */
export class RuntimeScene {
  readonly fake: FakeLLMServer<keyof typeof targets>
  readonly clock: FakeClock
  readonly #runtime: RunningRuntime

  private constructor(fake: RuntimeScene['fake'], clock: FakeClock, runtime: RunningRuntime) {
    this.fake = fake
    this.clock = clock
    this.#runtime = runtime
  }

  /** Starts both. */
  static async start(command: RuntimeCommand): Promise<RuntimeScene> {
    const clock = createFakeClock()
    const fake = await startFakeLLM({ targets, clock })
    const urls = { a: fake.url('a'), b: fake.url('b'), narrow: fake.url('narrow') }
    const runtime = await startRuntime(command, await bundleProgram(command.name, urls))
    return new RuntimeScene(fake, clock, runtime)
  }

  /** Asks a subject for a work. */
  async ask(path: string): Promise<WorkResult> {
    const response = await fetch(`${this.#runtime.origin}/${path}`)
    return { status: response.status, text: await response.text() }
  }

  /** Asks a subject for a work; the returned function leaves without waiting for the answer. */
  askAndLeave(path: string): () => void {
    const request = get(`${this.#runtime.origin}/${path}`, { agent: false })
    request.on('error', () => {})
    // workerd takes a connection that is only closed for one whose client still reads.
    return () => {
      request.socket?.resetAndDestroy()
    }
  }

  /** Does something; gives its result, and the requests that the fake has received during it. */
  async during<Result>(
    work: (received: () => readonly RecordedRequest[]) => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly requests: readonly RecordedRequest[] }> {
    const before = this.fake.requests.length
    const received = (): readonly RecordedRequest[] => this.fake.requests.slice(before)
    const result = await work(received)
    return { result, requests: received() }
  }

  /** Resolves when a subject has that load. */
  async untilLoad(subject: string, { running, waiting }: Load): Promise<void> {
    for (;;) {
      const { status, text } = await this.ask(`${subject}/load`)
      if (status !== 200) throw new Error(`the load of ${subject} is unknown: ${text}`)
      const load = JSON.parse(text) as Load
      if (load.running === running && load.waiting === waiting) return
    }
  }

  /** What the runtime has complained about. */
  errors(): string {
    return this.#runtime.errors()
  }

  async stop(): Promise<void> {
    await this.#runtime.stop()
    await this.fake.close()
  }
}
