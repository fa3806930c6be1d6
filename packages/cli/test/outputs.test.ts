import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emptyFolder, environment } from './scene.ts'

const bin = join(import.meta.dirname, '../src/bin.ts')

/** The exit code of a command whose outputs are redirected by a shell. */
async function codeOf(redirected: string): Promise<number> {
  const child = spawn('bash', ['-c', redirected.replace('COMMAND', `'${process.execPath}' '${bin}'`)], {
    cwd: emptyFolder(),
    env: { ...environment, OPENAI_API_KEY: 'sk-planted' },
    stdio: 'ignore',
  })
  const [code] = (await once(child, 'close')) as [number]
  return code
}

it.each([
  ['the disk is full', 'COMMAND check --json > /dev/full', 1],
  ['the reader has left', 'exec 3> >(exec true); wait $!; COMMAND check >&3', 0],
  ['no one reads what is wrong', 'exec 3> >(exec true); wait $!; COMMAND check none.yaml 2>&3', 3],
])('ends as it should where %s', async (_title, redirected, code) => {
  expect(await codeOf(redirected)).toBe(code)
})
