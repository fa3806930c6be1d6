import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { RuntimeCommand } from './runtimes.ts'

/** A runtime that serves the program on 127.0.0.1. */
export interface RunningRuntime {
  readonly origin: string
  /** What it has written to its error output. */
  errors(): string
  stop(): Promise<void>
}

/** Starts a runtime with the program; resolves when it listens. @throws Error with what it wrote, when it ends before that */
export async function startRuntime(command: RuntimeCommand, program: string): Promise<RunningRuntime> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-balancer-runtime-'))
  writeFileSync(join(folder, 'program.mjs'), program)
  for (const [name, text] of Object.entries(command.files)) writeFileSync(join(folder, name), text)
  const child = spawn(command.binary, command.args, {
    cwd: folder,
    env: { NO_COLOR: '1', HOME: folder, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  child.stderr.on('data', (data: Buffer) => {
    written += data.toString()
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const port = await Promise.race([portOf(child), ended.then(() => undefined)])
  if (port === undefined) {
    await stop()
    throw new Error(`${command.name} ended before it listened: ${written}`)
  }
  return { origin: `http://127.0.0.1:${port}`, errors: () => written, stop }
}

/** The port in the first line with one that the runtime prints. */
function portOf({ stdout }: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    if (stdout === null) return
    createInterface(stdout).on('line', (line) => {
      const port = /"port":\s*(\d+)/.exec(line)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })
}
