import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundledThirdParty, thirdPartyClosure } from './support/packed.ts'
import { packages, publishedPackages, readManifest, readText, root } from './support/workspace.ts'

const binary = /\.(png|jpe?g|gif|ico|woff2?|tgz|zip)$/

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && !binary.test(path) && existsSync(join(root, path)))

/** `path:line: text` of every tracked line that matches. */
const linesMatching = (pattern: RegExp, within: (path: string) => boolean = () => true): string[] =>
  tracked.filter(within).flatMap((path) =>
    readText(path)
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => pattern.test(line))
      .map(({ line, number }) => `${path}:${String(number)}: ${line.trim().slice(0, 300)}`),
  )

const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path)

// The patterns are spelt so that they do not match themselves.
it('no tracked file names a folder of a machine', () => {
  expect(linesMatching(/(^|[^\w.~/-])\/(w[o]rk|f[a]rm|r[o]ot|h[o]me|U[s]ers)\//)).toEqual([])
})

it('what builds write beside the sources is ignored: the linters run while they do', () => {
  const written = [
    'docs/.site/index.html',
    'docs/.vitepress/.temp/app.js',
    'docs/.vitepress/cache/deps/vue.js',
    'docs/.vitepress/config.ts.timestamp-1796000993351-c9c9497920de1.mjs',
    'packages/core/dist/index.js',
    'packages/core/tsup.config.bundled_s8d3vj1wea.mjs',
  ]
  const ignored = execFileSync('git', ['check-ignore', '--no-index', ...written], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(ignored.trim().split('\n')).toEqual(written)
})

it('no tracked file names a package registry', () => {
  expect(linesMatching(/:\/\/(registry|deb|packages)\.|regi[s]try\.npmjs|regi[s]try\.yarnpkg/)).toEqual([])
})

it('no test runs alone and none is switched off', () => {
  expect(linesMatching(/\b(it|test|describe)\.(o[n]ly|s[k]ip|t[o]do)\(/, isCode)).toEqual([])
})

it('every exception from a rule gives its reason', () => {
  const exceptions = linesMatching(/esl[i]nt-disable|@ts-(i[g]nore|n[o]check|exp[e]ct-error)/, isCode)
  expect(
    exceptions.filter((line) => !/(--|exp[e]ct-error|i[g]nore|n[o]check)[:\s]+\S+\s+\S+/.test(line)),
  ).toEqual([])
})

it('every package has the licence of the project', () => {
  const manifests = [...packages.map(({ manifest }) => manifest), readManifest(root)]
  expect(manifests.filter(({ license }) => license !== 'MIT').map(({ name }) => name)).toEqual([])
})

it('everything that a user installs with the packages, or gets inside them, may be used as freely', () => {
  const allowed = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD']
  const bundled = publishedPackages.flatMap((each) => [...bundledThirdParty(each)])
  const found = [...thirdPartyClosure(publishedPackages), ...bundled].map(([name, folder]) => ({
    name,
    license: readManifest(folder).license ?? 'none stated',
  }))
  // `(AFL-2.1 OR BSD-3-Clause)`: the user may choose.
  const choices = (license: string): string[] => license.replace(/^\((.*)\)$/, '$1').split(' OR ')
  const isFree = (license: string): boolean => choices(license).some((choice) => allowed.includes(choice))
  expect(found.filter(({ license }) => !isFree(license))).toEqual([])
})
