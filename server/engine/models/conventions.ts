/**
 * Exports a framework calls because of where their file stands: route files, pages, functions of a platform. By the documentation of
 * Next.js 16, Remix 2 and React Router 7, SvelteKit 2, Nuxt 4, Astro 5, SolidStart 1, Expo Router 6, AWS Lambda, Netlify, Vercel, Cloudflare Workers 4 and Firebase.
 */
import type { ConventionModel } from './model.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const remix = ['@remix-run/node', '@remix-run/react', '@remix-run/cloudflare', '@remix-run/server-runtime', '@react-router/node', '@react-router/dev', '@react-router/serve'];
const lambda = ['aws-lambda', '@types/aws-lambda', 'serverless', 'sst', '@middy/core', 'serverless-offline', 'serverless-esbuild', 'serverless-webpack', 'serverless-plugin-typescript', '@aws-lambda-powertools/logger'];
const code = String.raw`\.[cm]?[jt]sx?$`;
const file = (path: string): RegExp => new RegExp(`(?:^|/)${path}${code}`);

export const conventionModels: readonly ConventionModel[] = [
  // Next.js: the app and the pages directory.
  { packages: ['next'], path: file(String.raw`app/(?:(.*)/)?route`), exports: methods, context: 'request', label: '{name} /{1}' },
  { packages: ['next'], path: file(String.raw`pages/(api/.*)`), exports: ['default'], context: 'request', label: '/{1}' },
  { packages: ['next'], path: file(String.raw`pages/.*`), exports: ['getServerSideProps', 'getInitialProps'], context: 'request', label: '{name}' },
  { packages: ['next'], path: file(String.raw`pages/.*`), exports: ['getStaticProps', 'getStaticPaths'], context: 'build', label: '{name}' },
  { packages: ['next'], path: file(String.raw`app/(?:.*/)?(?:page|layout|template|not-found|default|loading)`), exports: ['default', 'generateMetadata', 'generateViewport'], context: 'request', label: 'server component', unless: 'use client' },
  { packages: ['next'], path: file(String.raw`app/(?:.*/)?(?:page|layout)`), exports: ['generateStaticParams'], context: 'build', label: '{name}', unless: 'use client' },
  { packages: ['next'], path: file(String.raw`app/(?:.*/)?(?:sitemap|robots|manifest|opengraph-image|twitter-image|icon|apple-icon)`), exports: ['default'], context: 'request', label: 'metadata route' },
  { packages: ['next'], path: /^(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]sx?$/, exports: ['middleware', 'proxy', 'default'], context: 'request', label: 'middleware' },
  { packages: ['next'], path: /^(?:src\/)?instrumentation\.[cm]?[jt]sx?$/, exports: ['register'], context: 'startup', label: 'instrumentation' },
  // Remix and React Router as a framework.
  { packages: remix, path: file(String.raw`app/(?:routes/(.*)|root)`), exports: ['loader', 'action', 'headers', 'meta', 'shouldRevalidate'], context: 'request', label: '{name} of {1}' },
  { packages: remix, path: file(String.raw`app/(?:routes/(.*)|root)`), exports: ['clientLoader', 'clientAction'], context: 'ui', label: '{name} of {1}' },
  { packages: remix, path: file(String.raw`app/entry\.server`), exports: ['default', 'handleDataRequest', 'handleError'], context: 'request', label: 'server entry' },
  // SvelteKit.
  { packages: ['@sveltejs/kit'], path: file(String.raw`routes/(?:(.*)/)?\+server`), exports: [...methods, 'fallback'], context: 'request', label: '{name} /{1}' },
  { packages: ['@sveltejs/kit'], path: file(String.raw`routes/(?:(.*)/)?\+(?:page|layout)\.server`), exports: ['load', 'actions.*'], context: 'request', label: '{name} of /{1}' },
  { packages: ['@sveltejs/kit'], path: file(String.raw`routes/(?:(.*)/)?\+(?:page|layout)`), exports: ['load'], context: 'request', label: '{name} of /{1}' },
  { packages: ['@sveltejs/kit'], path: file(String.raw`src/hooks\.server`), exports: ['handle', 'handleFetch', 'handleError'], context: 'request', label: '{name} hook' },
  { packages: ['@sveltejs/kit'], path: file(String.raw`src/hooks\.server`), exports: ['init'], context: 'startup', label: 'init hook' },
  // Nuxt and Nitro; handlers that go through `defineEventHandler` are known by that as well.
  { packages: ['nuxt', 'nitropack', 'nitro'], path: file(String.raw`server/(?:api|routes|middleware)/(.*)`), exports: ['default'], context: 'request', label: '/{1}' },
  { packages: ['nuxt', 'nitropack', 'nitro'], path: file(String.raw`server/plugins/.*`), exports: ['default'], context: 'startup', label: 'server plugin' },
  // Astro and SolidStart.
  { packages: ['astro'], path: file(String.raw`src/pages/(.*)`), exports: [...methods, 'ALL'], context: 'request', label: '{name} /{1}' },
  { packages: ['astro'], path: file(String.raw`src/pages/.*`), exports: ['getStaticPaths'], context: 'build', label: '{name}' },
  { packages: ['astro'], path: file(String.raw`src/(?:middleware|middleware/index)`), exports: ['onRequest'], context: 'request', label: 'middleware' },
  { packages: ['astro'], path: file(String.raw`src/actions/.*`), exports: ['server.*'], context: 'request', label: 'action {name}' },
  { packages: ['@solidjs/start'], path: file(String.raw`src/routes/(.*)`), exports: methods, context: 'request', label: '{name} /{1}' },
  { packages: ['expo-router'], path: file(String.raw`app/(.*)\+api`), exports: methods, context: 'request', label: '{name} /{1}' },
  // Plugins that fastify's autoload takes from a folder.
  { packages: ['@fastify/autoload', 'fastify-autoload', 'fastify-cli'], path: file(String.raw`(?:routes|plugins)/.*`), exports: ['default'], context: 'startup', label: 'plugin', params: ['fastify#FastifyInstance'] },
  { packages: ['fastify'], path: /./, exports: ['default'], context: 'startup', label: 'plugin', params: ['fastify#FastifyInstance'], parameters: [/^_?(?:fastify|instance)$/] },
  // Vue and React pages that frameworks render.
  { packages: remix, path: file(String.raw`app/(?:routes/.*|root)`), exports: ['default', 'ErrorBoundary', 'HydrateFallback'], context: 'ui', label: 'rendering the route' },
  { packages: ['next'], path: file(String.raw`pages/(?!api/).*`), exports: ['default'], context: 'ui', label: 'rendering the page' },
  { packages: ['nuxt'], path: /^(?:app\/|src\/)?plugins\/.*\.[cm]?[jt]s$/, exports: ['default'], context: 'startup', label: 'plugin' },
  // Platforms that call one export of a file.
  { packages: lambda, path: /./, exports: ['handler'], context: 'request', label: 'Lambda handler' },
  { packages: lambda, path: /./, exports: ['*'], context: 'request', label: 'Lambda handler {name}', parameters: [/^_?(?:event|evt)$/] },
  { packages: ['aws-sdk', '@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'aws-xray-sdk-core', 'aws-xray-sdk'], path: /./, exports: ['*'], context: 'request', label: 'Lambda handler {name}', parameters: [/^_?(?:event|evt)$/, /^_?(?:context|ctx)$/] },
  { packages: ['@netlify/functions', 'netlify-cli'], path: file(String.raw`netlify/(?:edge-)?functions/(.*)`), exports: ['default', 'handler'], context: 'request', label: 'function {1}' },
  { packages: ['@vercel/node', '@vercel/functions', 'vercel'], path: /^api\/(.*)\.[cm]?[jt]sx?$/, exports: ['default', ...methods], context: 'request', label: '/api/{1}' },
  { packages: ['wrangler', '@cloudflare/workers-types'], path: /./, exports: ['default.fetch'], context: 'request', label: 'fetch handler' },
  { packages: ['wrangler', '@cloudflare/workers-types'], path: /./, exports: ['default.scheduled', 'default.queue', 'default.email'], context: 'event', label: '{name} handler' },
  { packages: ['wrangler', '@cloudflare/workers-types'], path: file(String.raw`functions/(.*)`), exports: ['onRequest', 'onRequestGet', 'onRequestPost', 'onRequestPut', 'onRequestDelete'], context: 'request', label: '{name} /{1}' },
  // What platforms call everywhere, also where the package does not name them.
  { packages: [], path: /./, exports: ['handler'], context: 'request', label: 'Lambda handler', parameters: [/^_?(?:event|evt)$/] },
  { packages: [], path: /./, exports: ['default.fetch'], context: 'request', label: 'fetch handler', parameters: [/^_?req(?:uest)?$/] },
];
