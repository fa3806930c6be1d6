import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

type Manifest = { readonly scripts: Readonly<Record<string, string>> }
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

export type StepOptions = {
  readonly environment?: Readonly<Record<string, string>>
  /** Shows what the step prints at once; without it, in one block when the step has ended. @default false */
  readonly live?: boolean
}

/** Runs one script of the root's package.json, prints what it printed, and tells whether it succeeded. */
export const runStep = async (
  name: string,
  { environment = {}, live = false }: StepOptions = {},
): Promise<boolean> => {
  const command = scripts[name]
  if (command === undefined) throw new Error(`package.json has no script "${name}"`)
  if (live) console.log(`== ${name}`)
  const start = performance.now()
  const { code, output } = await run(command, environment, live)
  const seconds = Math.round((performance.now() - start) / 1000)
  const verdict = code === 0 ? 'passed' : `FAILED (exit code ${String(code)})`
  console.log(`${output}== ${name}: ${verdict} after ${String(seconds)} s`)
  return code === 0
}

type Ended = { readonly code: number | null; readonly output: string }

const run = (command: string, environment: StepOptions['environment'], live: boolean): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const stream = live ? 'inherit' : 'pipe'
    const child = spawn(command, {
      cwd: root,
      env: { ...process.env, ...environment },
      shell: true,
      stdio: ['ignore', stream, stream],
    })
    const printed: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, output: Buffer.concat(printed).toString() })
    })
  })
