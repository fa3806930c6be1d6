import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { emptyFolder, environment, fakeScene, say, secret } from './scene.ts'

const bin = join(import.meta.dirname, '../src/bin.ts')

/** A command in a terminal of its own, which `script` of util-linux gives. */
class Terminal {
  readonly #child: ChildProcess
  #shown = ''
  #waiting: { readonly isThere: () => boolean; readonly resolve: () => void } | undefined

  constructor(args: string, { folder, env = {} }: { readonly folder: string; readonly env?: object }) {
    const command = `stty cols 80; exec '${process.execPath}' '${bin}' ${args}`
    this.#child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: folder,
      env: { ...environment, SHELL: '/bin/sh', TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout?.on('data', (piece: Buffer) => {
      this.#shown += piece.toString()
      if (this.#waiting?.isThere() === true) this.#waiting.resolve()
    })
    onTestFinished(() => {
      this.#child.kill('SIGKILL')
    })
  }

  /** Everything that has been shown. */
  get shown(): string {
    return this.#shown
  }

  /** Waits until a text has been shown so often. */
  async shows(text: string, times = 1): Promise<void> {
    const isThere = (): boolean => this.#shown.split(text).length > times
    if (isThere()) return
    await new Promise<void>((resolve) => {
      this.#waiting = { isThere, resolve }
    })
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys)
  }

  /** The exit code. */
  async ended(): Promise<number> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    const [code] = (await once(this.#child, 'close')) as [number]
    return code
  }
}

const [enter, space, ctrlC, ctrlD] = ['\r', ' ', '\u0003', '\u0004']
/** The placeholder of a question that has just been asked, but for its first letter, where the cursor is. */
const question = 'mpty to end'
const dim = '\u001B[2m'

it('a conversation goes on in a terminal until an empty line, and says which target speaks', async () => {
  const { fake, folder } = await fakeScene()
  fake.target('a').script([{ reply: 'First answer' }, { reply: 'Second answer' }])
  const terminal = new Terminal('chat', { folder })
  await terminal.shows(question)
  terminal.type(`Hello${enter}`)
  await terminal.shows(question, 2)
  terminal.type(`And now?${enter}`)
  await terminal.shows(question, 3)
  expect(terminal.shown).toMatch(/First answer[^]*Second answer/)
  expect(terminal.shown).toContain(`${dim}a:`)
  expect(JSON.stringify(fake.requests[1]?.body)).toMatch(/Hello.*First answer.*And now\?/)
  terminal.type(enter)
  expect(await terminal.ended()).toBe(0)
  expect(terminal.shown).not.toContain(secret)
})

it('Ctrl-C ends a conversation that waits for its user', async () => {
  const { folder } = await fakeScene()
  const terminal = new Terminal('chat', { folder })
  await terminal.shows(question)
  terminal.type(ctrlC)
  expect(await terminal.ended()).toBe(130)
})

it('Ctrl-D ends a conversation, as an empty line does', async () => {
  const { fake, folder } = await fakeScene()
  fake.target('a').update({ reply: 'First answer' })
  const terminal = new Terminal('chat', { folder })
  await terminal.shows(question)
  terminal.type(`Hello${enter}`)
  await terminal.shows(question, 2)
  terminal.type(ctrlD)
  expect(await terminal.ended()).toBe(0)
  expect(terminal.shown).toContain('First answer')
})

it('Ctrl-C ends a call that waits for its answer, upstream as well', async () => {
  const { fake, folder } = await fakeScene()
  fake.target('a').outage('hang-before-headers')
  const terminal = new Terminal('chat Hello', { folder })
  await fake.until((requests) => requests.length === 1)
  terminal.type(ctrlC)
  expect(await terminal.ended()).toBe(130)
  await fake.until(([request]) => request?.end === 'client-closed')
  expect(terminal.shown).toContain('interrupted')
})

it('init asks for providers and a strategy, finds keys, and writes no key', async () => {
  const folder = emptyFolder()
  const terminal = new Terminal('init', { folder, env: { OPENAI_API_KEY: secret } })
  await terminal.shows('Which providers?')
  expect(terminal.shown).toContain('openai')
  terminal.type(enter)
  await terminal.shows('How is the next one chosen?')
  terminal.type(enter)
  expect(await terminal.ended()).toBe(0)
  expect(readFileSync(join(folder, 'llm-balancer.yaml'), 'utf8')).toContain('\nstrategy: adaptive\n')
  expect(terminal.shown).toContain('llm-balancer.yaml written: openai')
  expect(terminal.shown).not.toContain(secret)
})

it('init gives a provider without a key its usual model, so that only the key is missing', async () => {
  const folder = emptyFolder()
  const terminal = new Terminal('init', { folder })
  await terminal.shows('Which providers?')
  terminal.type(space)
  terminal.type(enter)
  await terminal.shows('How is the next one chosen?')
  terminal.type(enter)
  expect(await terminal.ended()).toBe(0)
  const { code } = await say(['check'], { folder, env: { ANTHROPIC_API_KEY: secret } })
  expect(code).toBe(0)
})

it.each([
  ['Ctrl-C', 'Which providers?', ctrlC],
  ['Ctrl-C', 'How is the next one chosen?', ctrlC],
  ['Ctrl-D', 'Which providers?', ctrlD],
  ['Ctrl-D', 'How is the next one chosen?', ctrlD],
])('%s ends init at "%s"', async (_, asked, key) => {
  const terminal = new Terminal('init', { folder: emptyFolder(), env: { OPENAI_API_KEY: secret } })
  await terminal.shows('Which providers?')
  if (asked !== 'Which providers?') terminal.type(enter)
  await terminal.shows(asked)
  terminal.type(key)
  expect(await terminal.ended()).toBe(130)
  expect(terminal.shown).not.toContain('written')
})

it('NO_COLOR switches colours off', async () => {
  const { folder } = await fakeScene()
  const terminal = new Terminal('chat Hello', { folder, env: { NO_COLOR: '1' } })
  expect(await terminal.ended()).toBe(0)
  expect(terminal.shown).not.toContain(dim)
})
