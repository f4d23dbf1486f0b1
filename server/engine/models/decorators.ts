/**
 * What a framework calls because of a decorator on a method, or because of the interface or base class of a class.
 * Read: @nestjs/common 12.5 (10 and 11 have the same names), @nestjs/graphql 14.0, @nestjs/microservices 12.1, @nestjs/websockets 12.1, @nestjs/schedule 12.0,
 * @nestjs/event-emitter 12.0, @nestjs/bull 12.0, @nestjs/bullmq 12.0, routing-controllers 0.11, type-graphql 2.0, inversify-express-utils 6, typeorm 1.1, react 19.3, bullmq 6.7.
 */
import type { Context } from '../lint/finding.ts';
import type { ContractModel, DecoratorModel } from './model.ts';

const root = (context: Context, label: string, promise: DecoratorModel['promise'] = 'handled'): DecoratorModel => ({ context, label, promise });
const decorators: Record<string, DecoratorModel> = {};

for (const verb of ['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Options', 'Head']) {
  const row = root('request', `${verb.toUpperCase()} {0}`);
  for (const pkg of ['@nestjs/common', 'routing-controllers']) if (!(pkg === 'routing-controllers' && verb === 'Options')) decorators[`${pkg}#${verb}`] = row;
  if (verb !== 'Options') decorators[`inversify-express-utils#${verb === 'All' ? 'all' : `http${verb}`}`] = row;
  if (verb !== 'All') decorators[`tsoa#${verb}`] = row;
}
decorators['@nestjs/common#Search'] = root('request', 'SEARCH {0}');
decorators['@nestjs/common#Sse'] = root('request', 'event stream {0}');
for (const kind of ['Query', 'Mutation', 'Subscription']) {
  for (const pkg of ['@nestjs/graphql', 'type-graphql']) decorators[`${pkg}#${kind}`] = root('request', `GraphQL ${kind.toLowerCase()}`);
}
for (const name of ['@nestjs/graphql#ResolveField', '@nestjs/graphql#ResolveProperty', '@nestjs/graphql#ResolveReference', 'type-graphql#FieldResolver']) decorators[name] = root('request', 'GraphQL field');
for (const kind of ['MessagePattern', 'EventPattern', 'GrpcMethod', 'GrpcStreamMethod']) decorators[`@nestjs/microservices#${kind}`] = root('event', 'message {0}');
decorators['@nestjs/websockets#SubscribeMessage'] = root('event', 'socket message {0}');
for (const kind of ['Cron', 'Interval', 'Timeout']) decorators[`@nestjs/schedule#${kind}`] = root('event', `${kind} job`);
decorators['@nestjs/event-emitter#OnEvent'] = root('event', "'{0}' event");
decorators['@nestjs/bull#Process'] = root('event', 'queue consumer');
for (const pkg of ['@nestjs/bull', '@nestjs/bullmq']) {
  for (const name of pkg === '@nestjs/bull' ? ['OnQueueActive', 'OnQueueCompleted', 'OnQueueFailed', 'OnQueueError'] : ['OnWorkerEvent', 'OnQueueEvent']) decorators[`${pkg}#${name}`] = root('event', 'queue event', 'dropped');
}
for (const name of ['BeforeInsert', 'AfterInsert', 'BeforeUpdate', 'AfterUpdate', 'BeforeRemove', 'AfterRemove', 'AfterLoad']) decorators[`typeorm#${name}`] = root('unknown', `${name} hook`);

/** Decorated methods that are roots. `{0}` in a label is the decorator's argument as a path. */
export const decoratorModels: Readonly<Record<string, DecoratorModel>> = decorators;

const request = (label: string): DecoratorModel => root('request', label);
const life = (label: string): DecoratorModel => root('startup', label);
const page = (label: string): DecoratorModel => root('ui', label, 'dropped');
const component: ContractModel = {
  render: page('render'), componentDidMount: page('componentDidMount'), componentDidUpdate: page('componentDidUpdate'), componentWillUnmount: page('componentWillUnmount'),
  shouldComponentUpdate: page('shouldComponentUpdate'), componentDidCatch: page('componentDidCatch'),
};

/** Decorators of classes that a container makes once, when the application starts; one with a scope is made per request. */
export const singletonDecorators = new Set([
  ...['Injectable', 'Controller', 'Module', 'Catch', 'WebSocketGateway', 'Resolver', 'Processor'].flatMap((name) => ['@nestjs/common', '@nestjs/graphql', '@nestjs/websockets', '@nestjs/bull', '@nestjs/bullmq'].map((pkg) => `${pkg}#${name}`)),
  'routing-controllers#Controller', 'routing-controllers#JsonController', 'routing-controllers#Middleware', 'type-graphql#Resolver', 'typedi#Service', 'tsyringe#singleton', 'inversify#injectable', 'inversify-express-utils#controller',
]);

/** Methods that are roots because of what their class implements or extends, by the canonical name of that. */
export const contractModels: Readonly<Record<string, ContractModel>> = {
  '@nestjs/common#CanActivate': { canActivate: request('guard') },
  '@nestjs/common#NestInterceptor': { intercept: request('interceptor') },
  '@nestjs/common#PipeTransform': { transform: request('pipe') },
  '@nestjs/common#ExceptionFilter': { catch: request('exception filter') },
  '@nestjs/common#NestMiddleware': { use: request('middleware') },
  '@nestjs/common#NestModule': { configure: life('module configuration') },
  '@nestjs/common#OnModuleInit': { onModuleInit: life('module start') },
  '@nestjs/common#OnApplicationBootstrap': { onApplicationBootstrap: life('application start') },
  '@nestjs/common#OnModuleDestroy': { onModuleDestroy: life('module end') },
  '@nestjs/common#OnApplicationShutdown': { onApplicationShutdown: life('application end') },
  '@nestjs/common#BeforeApplicationShutdown': { beforeApplicationShutdown: life('application end') },
  '@nestjs/websockets#OnGatewayConnection': { handleConnection: root('event', 'socket connection') },
  '@nestjs/websockets#OnGatewayDisconnect': { handleDisconnect: root('event', 'socket disconnection') },
  '@nestjs/websockets#OnGatewayInit': { afterInit: life('gateway start') },
  '@nestjs/bullmq#WorkerHost': { process: root('event', 'queue consumer') },
  'routing-controllers#ExpressMiddlewareInterface': { use: request('middleware') },
  'routing-controllers#ExpressErrorMiddlewareInterface': { error: request('error middleware') },
  'routing-controllers#KoaMiddlewareInterface': { use: request('middleware') },
  'routing-controllers#InterceptorInterface': { intercept: request('interceptor') },
  'type-graphql#MiddlewareInterface': { use: request('resolver middleware') },
  'react#Component': component,
  'react#PureComponent': component,
  'preact#Component': component,
  'global#HTMLElement': { connectedCallback: page('connectedCallback'), disconnectedCallback: page('disconnectedCallback'), attributeChangedCallback: page('attributeChangedCallback') },
  'lit#LitElement': { render: page('render'), updated: page('updated'), firstUpdated: page('firstUpdated'), connectedCallback: page('connectedCallback') },
  '@oclif/core#Command': { run: root('cli', 'command') },
};
