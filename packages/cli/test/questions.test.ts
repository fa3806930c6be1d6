import { PassThrough } from 'node:stream'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { runCli, type CliContext } from '../src/index.ts'
import { emptyFolder, fakeScene, say, secret } from './scene.ts'

const [enter, space, down, ctrlC] = ['\r', ' ', '\u001B[B', '\u0003']

/** A command in this process whose streams are a terminal. */
class Terminal {
  readonly #input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => {
      this.isRaw = isRaw
      return this.#input
    },
  })
  /** True while keys are read one by one, and not shown by the terminal itself. */
  isRaw = false
  #shown = ''
  #waiting = (): void => {}
  readonly ended: Promise<number>

  constructor(args: readonly string[], folder: string, env: CliContext['env'] = {}) {
    const screen = (): PassThrough => {
      const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 40 })
      stream.on('data', (piece: Buffer) => {
        this.#shown += piece.toString()
        this.#waiting()
      })
      return stream
    }
    this.ended = runCli(args, {
      ...{ env, folder, signal: new AbortController().signal, clock: createFakeClock() },
      ...{ stdin: this.#input, stdout: screen(), stderr: screen() },
    })
  }

  /** Waits until a text has been shown since this was called last, then types. */
  async answer(text: string | RegExp, keys: string): Promise<string> {
    const isThere = (): boolean => this.#shown.search(text) >= 0
    await new Promise<void>((resolve) => {
      this.#waiting = () => {
        if (isThere()) resolve()
      }
      this.#waiting()
    })
    const shown = this.#shown
    this.#shown = ''
    this.#input.write(keys)
    return shown
  }

  /** The input ends, as by Ctrl-D at a shell. */
  end(): void {
    this.#input.end()
  }
}

const question = 'mpty to end'

describe('a conversation', () => {
  it('goes on until an empty line', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').script([{ reply: 'First answer' }, { reply: 'Second answer\n' }])
    const terminal = new Terminal(['chat'], folder)
    await terminal.answer(question, `Hello${enter}`)
    expect(await terminal.answer(/First answer\n[^]*mpty to end/, `And now?${enter}`)).toContain('a:')
    await terminal.answer(/Second answer\n(?!\n)[^]*mpty to end/, enter)
    expect(await terminal.ended).toBe(0)
    expect(JSON.stringify(fake.requests[1]?.body)).toMatch(/Hello.*First answer.*And now\?/)
  })

  it('ends with Ctrl-C', async () => {
    const { folder } = await fakeScene()
    const terminal = new Terminal(['chat'], folder)
    await terminal.answer(question, ctrlC)
    expect(await terminal.ended).toBe(130)
  })

  it('ends well with its input', async () => {
    const { folder } = await fakeScene()
    const terminal = new Terminal(['chat'], folder)
    await terminal.answer(question, '')
    terminal.end()
    expect(await terminal.ended).toBe(0)
  })
})

describe('init', () => {
  const env = { OPENAI_API_KEY: secret }

  it('asks for providers and a strategy, those with a key first', async () => {
    const folder = emptyFolder()
    const terminal = new Terminal(['init'], folder, env)
    const asked = await terminal.answer('Which providers?', `${down}${space}${enter}`)
    expect(asked).toContain('its key is in the environment')
    const strategies = await terminal.answer('How is the next one chosen?', `${down}${enter}`)
    expect(strategies).toContain('adaptive')
    expect(await terminal.ended).toBe(0)
    const { out } = await say(['check', '--json'], { folder, env: { ...env, ANTHROPIC_API_KEY: secret } })
    expect(JSON.parse(out)).toMatchObject({ targets: ['openai', 'claude'] })
  })

  it('reads keys one by one while it asks', async () => {
    const terminal = new Terminal(['init'], emptyFolder(), env)
    await terminal.answer('Which providers?', enter)
    await terminal.answer('How is the next one chosen?', '')
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(terminal.isRaw).toBe(true)
    await terminal.answer('', enter)
    expect([await terminal.ended, terminal.isRaw]).toEqual([0, false])
  })

  it.each(['Which providers?', 'How is the next one chosen?'])('ends with Ctrl-C at "%s"', async (asked) => {
    const terminal = new Terminal(['init'], emptyFolder(), env)
    if (asked !== 'Which providers?') await terminal.answer('Which providers?', enter)
    await terminal.answer(asked, ctrlC)
    expect(await terminal.ended).toBe(130)
  })
})
