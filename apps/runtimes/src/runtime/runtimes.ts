import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RuntimeName } from './bundle-program.ts'

/** How a runtime is started in a folder that holds `program.mjs`. */
export interface RuntimeCommand {
  readonly name: RuntimeName
  readonly binary: string
  readonly args: readonly string[]
  /** Further files of the folder, by name. */
  readonly files: Readonly<Record<string, string>>
}

const require = createRequire(import.meta.url)

/** A file of an installed package. */
const fileOf = (name: string, path: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), path)

/** One Worker on one socket. Its requests may reach loopback, where the fake server is. */
const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "program.mjs", esModule = embed "program.mjs")],
      compatibilityDate = "2026-11-01",
      compatibilityFlags = ["enable_request_signal"],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`

/** The runtimes besides Node that the packages promise to run on. */
export const runtimes: readonly RuntimeCommand[] = [
  {
    name: 'workerd',
    binary: fileOf('workerd', 'bin/workerd'),
    args: ['serve', 'config.capnp', '--control-fd=1', '--verbose'],
    files: { 'config.capnp': workerdConfig },
  },
  { name: 'bun', binary: fileOf('bun', 'bin/bun.exe'), args: ['run', 'program.mjs'], files: {} },
  {
    name: 'deno',
    binary: fileOf('deno', 'deno'),
    args: [
      'run',
      '--no-remote',
      '--no-npm',
      '--unstable-no-legacy-abort',
      '--allow-net=127.0.0.1',
      'program.mjs',
    ],
    files: {},
  },
]

/** Why a runtime cannot be started on this machine; undefined when it can. */
export function whyMissing({ name, binary }: RuntimeCommand): string | undefined {
  if (existsSync(binary)) return undefined
  return `the package "${name}" has no binary for ${process.platform} ${process.arch}`
}
