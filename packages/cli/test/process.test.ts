import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { runProcess, type CliProcess } from '../src/run-process.ts'
import { emptyFolder, fakeScene, secret } from './scene.ts'

/** A process that is not this one, and notes how it is ended. */
class StartedProcess extends EventEmitter implements CliProcess {
  readonly argv: readonly string[]
  readonly env = { OPENAI_API_KEY: secret }
  readonly stdin = new PassThrough()
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly exits: (number | undefined)[] = []
  readonly #folder: string
  exitCode?: unknown

  constructor(args: readonly string[], folder = emptyFolder()) {
    super()
    this.argv = ['node', 'llm-balancer', ...args]
    this.#folder = folder
  }

  cwd(): string {
    return this.#folder
  }

  exit(code?: number): void {
    this.exits.push(code)
  }

  run(): Promise<void> {
    return runProcess(this, createFakeClock())
  }
}

it('a command has the arguments, the environment and the folder of its process, and sets its exit code', async () => {
  const good = new StartedProcess(['check'])
  await good.run()
  expect(String(good.stdout.read())).toBe('the environment: no mistakes; targets: openai\n')
  expect([good.exitCode, good.exits]).toEqual([0, []])
  const bad = new StartedProcess(['chekc'])
  await bad.run()
  expect([bad.exitCode, bad.exits]).toEqual([2, []])
  const { folder } = await fakeScene()
  const configured = new StartedProcess(['check'], folder)
  await configured.run()
  expect(String(configured.stdout.read())).toBe('llm-balancer.yaml: no mistakes; targets: a, b\n')
})

it('a process that has come to its end waits for no input', async () => {
  const process = new StartedProcess(['check'])
  await process.run()
  expect(process.stdin.destroyed).toBe(true)
})

it('SIGINT ends the command, and the process with whatever it still does', async () => {
  const { fake, folder } = await fakeScene()
  fake.target('a').outage('hang-before-headers')
  const process = new StartedProcess(['chat', 'Hello'], folder)
  const ended = process.run()
  await fake.until((requests) => requests.length === 1)
  process.emit('SIGINT')
  await ended
  expect([process.exitCode, process.exits]).toEqual([130, [undefined]])
})

it.each([
  ['EPIPE', 0],
  ['ENOSPC', 1],
])('an output that fails with %s ends the process with %i', async (code, exitCode) => {
  const process = new StartedProcess(['check'])
  const ended = process.run()
  process.stdout.emit('error', Object.assign(new Error('failed'), { code }))
  process.stderr.emit('error', Object.assign(new Error('failed'), { code }))
  await ended
  expect(process.exits).toEqual([exitCode])
})
