import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfig } from '@llm-balancer/config'
import { sourcesOf } from '@llm-balancer/testing'
import { describe, expect, it } from 'vitest'
import { emptyFolder, fakeScene, folderWith, say, secret } from './scene.ts'

const commands = ['init', 'check', 'chat', 'bench', 'simulate', 'explain']

describe('the command line', () => {
  it('says what it can do, and its exit codes', async () => {
    const { code, out, err } = await say(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const command of commands) expect(out).toContain(`\n  ${command} `)
    expect(out).toContain('130  ended by Ctrl-C')
  })

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      version: string
    }
    for (const option of ['--version', '-V'])
      expect(await say([option])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it.each(['--help', ...commands])('fits the help of "%s" into 40 columns', async (command) => {
    const { code, out } = await say([command, '--help'], { columns: 40 })
    expect(code).toBe(0)
    // Commands stay in one line.
    const lines = out.split('\n').filter((line) => !/^(?:Usage: | .*)llm-balancer /.test(line))
    expect(lines.filter((line) => line.length > 40)).toEqual([])
  })

  it.each(commands)('shows an example in the help of %s', async (command) => {
    const { code, out } = await say([command, '--help'])
    expect(code).toBe(0)
    expect(out).toContain(`Examples:\n  `)
    expect(out).toContain('--json')
  })

  it.each([
    [['chekc'], "error: unknown command 'chekc'\n(Did you mean check?)"],
    [['check', '--prob'], "error: unknown option '--prob'\n(Did you mean --probe?)"],
    [['check', 'a', 'b'], "error: too many arguments for 'check'"],
    [['bench', '-n', '0'], 'It must be a whole number from 1 to 100000.'],
    [['bench', '-n', 'x'], 'It must be a whole number from 1 to 100000.'],
    [['bench', '-n', '1e9', '--concurrency', '1e9'], 'It must be a whole number from 1 to 100000.'],
    [['bench', '--concurrency', '1e9'], 'It must be a whole number from 1 to 1000.'],
    [['simulate', '--seed', '0'], 'It must be a whole number of at least 1.'],
    [['bench', '-n'], "error: option '-n, --requests <number>' argument missing"],
    [['simulate', '--scenario', 'rain'], 'Allowed choices are brown-out, outage, hang, overload.'],
  ])('says what is wrong with %j, and ends with 2', async (args, message) => {
    const { code, out, err } = await say(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it.each([[['check', '--prob', '--json']], [['chekc', '--json']], [['bench', '-n', 'x', '--json']]])(
    'gives what is wrong with %j to programs',
    async (args) => {
      const { code, out, err } = await say(args)
      expect([code, err]).toEqual([2, ''])
      expect(JSON.parse(out)).toMatchObject({
        ok: false,
        error: { code: 'usage', message: expect.stringMatching(/^error: /) as string },
      })
    },
  )

  it.each(['check', 'chat', 'bench', 'simulate', 'explain'])(
    '%s says what to do where there is no configuration, and ends with 3',
    async (command) => {
      const text = command === 'chat' ? ['Hello'] : []
      const said = await say([command, ...text])
      expect([said.code, said.out]).toEqual([3, ''])
      expect(said.err).toContain('run `llm-balancer init`, or name a file with --config')
      const json = await say([command, ...text, '--json'])
      expect([json.code, json.err]).toEqual([3, ''])
      expect(JSON.parse(json.out)).toMatchObject({ ok: false, error: { code: 'no-configuration' } })
    },
  )

  it('takes the keys in the environment where there is no file', async () => {
    const { code, out } = await say(['check'], { env: { OPENAI_API_KEY: secret } })
    expect([code, out]).toEqual([0, 'the environment: no mistakes; targets: openai\n'])
  })
})

const mistaken = `strategy: fastest
timeouts: { deadlineMs: -1 }
timeout: 5
providers:
  - { name: openai, model: gpt-5.4-mini }
  - { name: openai, apiKey: ${secret}, model: m }
  - { name: claude, apiKey: '\${MISSING_KEY}', model: m }
  - { name: groq, apiKey: ${secret}, model: m, weigth: 2 }
  - { name: mistral, apiKey: ${secret}, model: m, weight: -2 }
  - { name: vllm, type: openai-compatible, baseURL: 'http://example.com/v1', model: m }
  - { name: other, type: unknown-vendor, apiKey: ${secret}, model: m }
`

describe('check', () => {
  it('shows all ten mistakes of a configuration with line and remedy, and no secret', async () => {
    const { code, out, err } = await say(['check'], { folder: folderWith(mistaken) })
    expect([code, out]).toEqual([3, ''])
    const lines = err.trimEnd().split('\n')
    expect(lines[0]).toBe('llm-balancer.yaml: 10 mistakes')
    expect(lines.slice(1).map((line) => Number(/^ {2}(\d+):\d+ /.exec(line)?.[1]))).toEqual([
      1, 2, 3, 5, 6, 7, 8, 9, 10, 11,
    ])
    for (const remedy of ['did you mean "weight"?', 'set it, or write ${NAME:-default}'])
      expect(err).toContain(remedy)
    expect(err).not.toContain(secret)
  })

  it('gives the same to programs', async () => {
    const { code, out, err } = await say(['check', '--json'], { folder: folderWith(mistaken) })
    expect([code, err]).toEqual([3, ''])
    const { error } = JSON.parse(out) as { error: { mistakes: object[] } }
    expect(error.mistakes).toHaveLength(10)
    expect(out).not.toContain(secret)
  })

  it('names a file that is not there', async () => {
    const { code, err } = await say(['check', 'other.yaml'])
    expect(code).toBe(3)
    expect(err).toContain('other.yaml')
  })

  it.each([
    ['http://example.com/a.yaml', 'the address would send the key unencrypted to example.com; use https'],
    ['HTTPS://name:word@example.com', 'the address must not hold credentials'],
    ['ftp://example.com/a.yaml', 'the address must'],
    ['', 'needs the path of a file, or a URL'],
  ])('says what is wrong with the address "%s", and ends with 3', async (address, message) => {
    const { code, out, err } = await say(['check', address])
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(`llm-balancer: ${message}`)
    const json = await say(['check', address, '--json'])
    expect([json.code, json.err]).toEqual([3, ''])
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, error: { code: 'bad-address' } })
  })

  it('asks each target with --probe, and says why one is not reachable', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').update({ limits: { requestsPerMinute: 100 } })
    fake.target('b').outage('auth')
    const { code, out, err } = await say(['check', '--probe'], { folder })
    expect([code, err]).toEqual([1, ''])
    const rows = out.split('\n')
    expect(rows[0]).toMatch(/^target {2}reachable {2}model/)
    expect(rows[1]).toMatch(/^a {7}yes {8}m .*99\/100 requests$/)
    expect(rows[2]).toMatch(/^b {7}no .*openai\/m: the key was refused \(401/)
    expect(out).not.toContain(secret)
    const json = await say(['check', '--probe', '--json'], { folder })
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      targets: [
        { target: 'a', reachable: true, model: 'm' },
        { target: 'b', reachable: false },
      ],
    })
  })

  it('says why the network failed', async () => {
    const { fake, folder } = await fakeScene()
    await fake.close()
    const { code, out } = await say(['check', '--probe'], { folder })
    expect(code).toBe(1)
    expect(out).toContain('openai/m: the network failed (ECONNREFUSED)')
  })

  it('prints blocks of lines where the terminal is too narrow for a table', async () => {
    const { folder } = await fakeScene()
    const { code, out } = await say(['check', '--probe'], { folder, columns: 30, env: { NO_COLOR: '1' } })
    expect(code).toBe(0)
    expect(out).toMatch(/^a\n {2}reachable {4}yes\n/)
    expect(out).not.toContain('\u001B')
  })
})

describe('chat', () => {
  it('prints the answer and nothing else in a pipe', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').update({ reply: 'Hello there' })
    expect(await say(['chat', 'Hi'], { folder })).toEqual({ code: 0, out: 'Hello there\n', err: '' })
  })

  it('reads what to ask from the standard input', async () => {
    const { fake, folder } = await fakeScene()
    await say(['chat', '--system', 'Be short.'], { folder, stdin: 'From a pipe' })
    expect(JSON.stringify(fake.requests[0]?.body)).toMatch(/Be short\..*From a pipe/)
    const nothing = await say(['chat'], { folder, stdin: ' \n' })
    expect([nothing.code, nothing.err]).toEqual([
      2,
      'llm-balancer: there is nothing to ask; give a text, or pipe one in\n',
    ])
  })

  it('says which target speaks in a terminal, and the attempts with --trace', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').script(['overloaded'])
    const { out, err } = await say(['chat', 'Hi', '--trace'], { folder, columns: 100 })
    expect(sourcesOf(out)).toEqual(['b#2'])
    expect(err).toContain('b:')
    expect(out).toMatch(/1\. a: failed after \d+ ms: overloaded 503\n2\. b: answered after \d+ ms\n$/)
  })

  it('gives text, target and attempts to programs', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').update({ reply: 'Hello' })
    const { out, err } = await say(['chat', 'Hi', '--json', '--trace'], { folder })
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      target: 'a',
      text: 'Hello',
      attempts: [{ targetId: 'a' }],
    })
  })

  it('says what failed, and ends with 1', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').outage('bad-request')
    const { code, out, err } = await say(['chat', 'Hi'], { folder })
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('openai/m: the request was refused (400')
    expect(err).not.toContain(secret)
  })

  it('lets no model control the terminal', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').update({ reply: 'a\u001B]0;title\u0007b\u009B31mc\td' })
    expect((await say(['chat', 'Hi'], { folder })).out).toBe('a]0;titleb31mc\td\n')
  })

  it('lets no name in a configuration control the terminal, nor a text for programs', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').update({ reply: 'a\u009B31mb\u202Ec' })
    const file = join(folder, 'llm-balancer.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('name: a', String.raw`name: "a\e[2J\u202E"`))
    expect((await say(['check'], { folder })).out).toContain('targets: a[2J, b\n')
    const trace = await say(['chat', 'Hi', '--trace'], { folder, columns: 80, env: { NO_COLOR: '1' } })
    expect(trace.out + trace.err).not.toMatch(/(?!\n)[\p{Cc}\u202E]/u)
    const { out } = await say(['chat', 'Hi', '--json'], { folder })
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\u202E]/u)
    expect(JSON.parse(out)).toMatchObject({ text: 'a\u009B31mb\u202Ec' })
  })

  it('says which model there is when there is no such one', async () => {
    const { folder } = await fakeScene()
    const { code, err } = await say(['chat', 'Hi', '--model', 'n'], { folder })
    expect([code, err]).toEqual([1, expect.stringContaining('known models are m')])
  })
})

describe('bench', () => {
  it('prints how fast each target was', async () => {
    const { fake, folder } = await fakeScene()
    const { code, out, err } = await say(['bench', '-n', '6', '--concurrency', '2'], { folder })
    expect([code, err, fake.requests.length]).toEqual([0, '', 6])
    expect(out).toMatch(/^target {2}served .*\na {7}6 .*\nall {5}6 /)
  })

  it('counts what failed, and ends with 1', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').outage('bad-request')
    const { code, out } = await say(['bench', '-n', '3', '--json'], { folder })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, requests: 3, failures: { 'provider-failed': 3 } })
  })

  it('draws a bar in a terminal alone', async () => {
    const { folder } = await fakeScene()
    const { err } = await say(['bench', '-n', '2'], { folder, columns: 80 })
    expect(err).toContain('[########################] 2/2')
    const narrow = await say(['bench', '-n', '2'], { folder, columns: 20 })
    expect(narrow.err).toContain('[#############] 2/2')
  })
})

describe('explain', () => {
  it('says which targets were chosen, and why', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').script(['overloaded'])
    const { code, out } = await say(['explain'], { folder })
    expect(code).toBe(0)
    expect(out).toMatch(
      /^1\. a: failed after \d+ ms: overloaded 503\n {3}chosen by failover among a, b\n2\. b: answered/,
    )
  })

  it('says why no target answered', async () => {
    const { fake, folder } = await fakeScene()
    fake.target('a').outage('auth')
    fake.target('b').outage('auth')
    const { code, out, err } = await say(['explain'], { folder })
    expect(code).toBe(1)
    expect(out).toBe('1. a: failed: auth\n2. b: failed: auth\n')
    expect(err).toContain('all 2 attempts failed')
    const json = await say(['explain', '--json'], { folder })
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      error: { code: 'all-targets-failed', attempts: [{ kind: 'auth' }, { kind: 'auth' }] },
    })
    expect(out + err + json.out).not.toContain(secret)
  })
})

describe('simulate', () => {
  it('puts the settings of a configuration through an incident, without asking anything', async () => {
    const { fake, folder } = await fakeScene()
    const { code, out } = await say(['simulate', '--scenario', 'outage', '--svg', 'a.svg'], { folder })
    expect([code, fake.requests.length]).toEqual([0, 0])
    expect(out).toMatch(/^arriving [▁▂▃▄▅▆▇█ ]{40}\nserved /)
    expect(out).toMatch(/\d+\.\d % of \d+ requests served, with \d+ calls/)
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg /)
  })

  it('draws two seconds as one bar where the terminal is narrow', async () => {
    const { folder } = await fakeScene()
    const { out } = await say(['simulate', '--scenario', 'outage'], { folder, columns: 40 })
    expect(out).toMatch(/^arriving [▁▂▃▄▅▆▇█ ]{20}\nserved /)
    expect(out).toContain(`\n${' '.repeat(14)}${'─'.repeat(10)}\nthe incident, one column per 2 seconds\n`)
  })

  it('gives the same numbers for the same seed', async () => {
    const { folder } = await fakeScene()
    const run = async (seed: string): Promise<string> =>
      (await say(['simulate', '--seed', seed, '--json'], { folder })).out
    const first = await run('1')
    expect(await run('1')).toBe(first)
    expect(await run('2')).not.toBe(first)
    expect(JSON.parse(first)).toMatchObject({ ok: true, scenario: 'brown-out', perTarget: { a: {}, b: {} } })
  })
})

describe('init', () => {
  const env = { OPENAI_API_KEY: secret, ANTHROPIC_API_KEY: secret }

  it('writes a configuration of the keys in the environment that checks well, and no key', async () => {
    const folder = emptyFolder()
    const { code, out } = await say(['init', '--yes'], { folder, env })
    expect([code, out]).toEqual([0, 'llm-balancer.yaml written: claude, openai\n'])
    const text = readFileSync(join(folder, 'llm-balancer.yaml'), 'utf8')
    expect(text).not.toContain(secret)
    expect(await parseConfig(text, { env })).toMatchObject({
      strategy: 'adaptive',
      providers: [{ name: 'claude' }, { name: 'openai' }],
    })
    expect((await say(['check'], { folder, env })).code).toBe(0)
  })

  it('writes over no file without --force', async () => {
    const folder = folderWith('providers: []')
    const { code, err } = await say(['init', '--yes'], { folder, env })
    expect([code, err]).toEqual([
      2,
      'llm-balancer: llm-balancer.yaml is there already; write over it with --force, or name another file\n',
    ])
    expect((await say(['init', '--yes', '--force'], { folder, env })).code).toBe(0)
  })

  it('follows no link to a file that is not there', async () => {
    const folder = emptyFolder()
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'llm-balancer.yaml'))
    const { code, out } = await say(['init', '--yes', '--json'], { folder, env })
    expect([code, JSON.parse(out)]).toMatchObject([2, { ok: false, error: { code: 'file-exists' } }])
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false)
  })

  it('says what to do where there is no key', async () => {
    const folder = emptyFolder()
    const { code, err } = await say(['init'], { folder })
    expect(code).toBe(2)
    expect(err).toContain('set one such as OPENAI_API_KEY')
    expect(existsSync(join(folder, 'llm-balancer.yaml'))).toBe(false)
  })

  it('says what is in the way where the file cannot be written', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'a'), '')
    const { code, err } = await say(['init', 'a/b.yaml', '--yes'], { folder, env })
    expect([code, err]).toEqual([1, expect.stringContaining('a/b.yaml')])
  })
})
