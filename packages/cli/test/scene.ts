import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createFakeClock } from '@llm-balancer/core/testing'
import { startFakeLLM, type FakeLLMServer } from '@llm-balancer/testing'
import { onTestFinished } from 'vitest'
import { runCli, type CliContext } from '../src/index.ts'

/** A key that nothing may print. */
export const secret = 'sk-planted-0123456789abcdefghijklmnopqrstuvwxyz'

/** What a command that runs as a process of its own has of this one's environment. */
export const environment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}

/** What a command has said, and with what it has ended. */
export type Said = { readonly code: number; readonly out: string; readonly err: string }

/** How a command is run. */
export type RunSettings = {
  readonly env?: CliContext['env']
  readonly stdin?: string
  readonly signal?: AbortSignal
  readonly folder?: string
  /** Makes the outputs terminals of so many columns. */
  readonly columns?: number
}

/** Runs one command line in this process, against streams that are kept. */
export async function say(args: readonly string[], settings: RunSettings = {}): Promise<Said> {
  const { env = {}, stdin = '', signal = new AbortController().signal, folder = emptyFolder() } = settings
  const { columns } = settings
  const terminal = columns === undefined ? {} : { isTTY: true, columns }
  const [stdout, stderr] = [kept(terminal), kept(terminal)]
  const input = new PassThrough()
  input.end(stdin)
  const clock = createFakeClock()
  const code = await runCli(args, {
    ...{ env, folder, signal, clock },
    ...{ stdin: input, stdout: stdout.stream, stderr: stderr.stream },
  })
  return { code, out: stdout.text(), err: stderr.text() }
}

const kept = (terminal: object): { stream: PassThrough; text: () => string } => {
  const stream = Object.assign(new PassThrough(), terminal)
  const pieces: string[] = []
  stream.on('data', (piece: Buffer) => pieces.push(piece.toString()))
  return { stream, text: () => pieces.join('') }
}

/** A folder that goes with the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'llm-cli-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** A folder with a configuration of this text. */
export function folderWith(text: string): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'llm-balancer.yaml'), text)
  return folder
}

/** A fake server with two targets, and a folder with a configuration of them. */
export async function fakeScene(): Promise<{ fake: FakeLLMServer<'a' | 'b'>; folder: string }> {
  const fake = await startFakeLLM({ targets: { a: {}, b: {} } })
  onTestFinished(() => fake.close())
  const provider = (name: 'a' | 'b'): string =>
    `  - { name: ${name}, type: openai, apiKey: ${secret}, model: m, baseURL: '${fake.url(name)}' }`
  const text = ['strategy: failover', 'circuitBreaker: false', 'providers:', provider('a'), provider('b')]
  return { fake, folder: folderWith(text.join('\n')) }
}

/** Calls a listener once for a signal to this process; the function returned sends the signal, which Node hears of when it polls. */
export function onSignal(listener: () => void): () => void {
  const signal = 'SIGUSR2'
  process.once(signal, listener)
  onTestFinished(() => {
    process.removeListener(signal, listener)
  })
  return () => {
    process.kill(process.pid, signal)
  }
}
