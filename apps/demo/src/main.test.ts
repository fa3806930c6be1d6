import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const timeout = 30_000

const start = (argv: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const ended = async (child: ChildProcess): Promise<{ code: unknown; stdout: string; stderr: string }> => {
  const written = { stdout: '', stderr: '' }
  child.stdout?.on('data', (piece: Buffer) => (written.stdout += piece.toString()))
  child.stderr?.on('data', (piece: Buffer) => (written.stderr += piece.toString()))
  const [code] = (await once(child, 'close')) as [unknown]
  return { code, ...written }
}

it('runs as a program that ends by itself and writes nothing but its report', { timeout }, async () => {
  const { code, stdout, stderr } = await ended(start(['--duration', '1', '--json']))
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^\{.*\}\n$/)
  expect(JSON.parse(stdout)).toMatchObject({ lost: 0, mixedStreams: 0, running: 0 })
})

it('shows what there is when it is interrupted', { timeout }, async () => {
  const child = start(['--duration', '60'])
  const result = ended(child)
  child.stdout?.once('data', () => child.kill('SIGINT'))
  const { code, stdout, stderr } = await result
  expect([code, stderr]).toEqual([130, ''])
  expect(stdout).toMatch(/^[\d,]+ runs .*: 0 lost, 0 mixed/m)
})
