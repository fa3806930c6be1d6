import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, fakeScene, folderWith, onSignal, say, secret } from './scene.ts'

it.each<[string, string[], number]>([
  ['check --probe', ['check', '--probe'], 2],
  ['chat', ['chat', 'Hi'], 1],
  ['bench', ['bench', '-n', '8', '--concurrency', '2'], 2],
  ['explain', ['explain'], 1],
])('Ctrl-C ends %s with 130 and its calls, without a result', async (_, args, calls) => {
  const { fake, folder } = await fakeScene()
  fake.target('a').outage('hang-before-headers')
  fake.target('b').outage('hang-before-headers')
  const interrupt = new AbortController()
  const saying = say(args, { folder, signal: interrupt.signal })
  await fake.until((requests) => requests.length === calls)
  interrupt.abort()
  const { code, out, err } = await saying
  expect([code, out, err.endsWith('\ninterrupted\n')]).toEqual([130, '', true])
  await fake.until((requests) => requests.every(({ end }) => end === 'client-closed'))
  expect(fake.requests).toHaveLength(calls)
})

it.each([
  ['a file', () => folderWith("providers: [{ name: openai, apiKey: '${OPENAI_API_KEY}', model: m }]")],
  ['the environment', emptyFolder],
])('a signal during a simulation of %s ends it with 130, without a result', async (_, makeFolder) => {
  const folder = makeFolder()
  const interrupt = new AbortController()
  const sendSignal = onSignal(() => {
    interrupt.abort()
  })
  const env = {
    // From here to the end of the simulation the event loop hears of nothing.
    get OPENAI_API_KEY(): string {
      sendSignal()
      return secret
    },
  }
  const args = ['simulate', '--scenario', 'outage', '--svg', 'a.svg']
  const { code, out, err } = await say(args, { folder, env, signal: interrupt.signal })
  expect([code, out, err]).toEqual([130, '', '\ninterrupted\n'])
  expect(existsSync(join(folder, 'a.svg'))).toBe(false)
})

it('Ctrl-C is told to programs', async () => {
  const { folder } = await fakeScene()
  const { code, out, err } = await say(['chat', 'Hi', '--json'], { folder, signal: AbortSignal.abort() })
  expect([code, err]).toEqual([130, ''])
  expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: 'interrupted' } })
})
