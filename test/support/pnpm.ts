import { execFile } from 'node:child_process'
import { basename, delimiter, dirname } from 'node:path'
import { promisify } from 'node:util'
import { root } from './workspace.ts'

const run = promisify(execFile)

/** The pnpm that runs this process, or the one that npx finds. */
const pnpmCommand = (): { file: string; prefix: string[]; path: string } => {
  const path = process.env['PATH'] ?? ''
  const parent = process.env['npm_execpath'] ?? ''
  return /^pnpm(\.exe)?$/.test(basename(parent))
    ? { file: parent, prefix: [], path: `${dirname(parent)}${delimiter}${path}` }
    : { file: 'npx', prefix: ['-y', 'pnpm@12'], path }
}

/** Runs pnpm with `parameters` in `cwd` and gives what it printed; a failure carries the whole output in its message. */
export const pnpm = async (parameters: readonly string[], cwd = root): Promise<string> => {
  const { file, prefix, path } = pnpmCommand()
  try {
    const { stdout } = await run(file, [...prefix, ...parameters], {
      cwd,
      env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
      maxBuffer: 64 * 1024 * 1024,
    })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`pnpm ${parameters.join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}
