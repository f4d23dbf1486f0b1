/**
 * Clients of services on the network. Their calls differ by service and not by shape, so that most rows are patterns.
 * Read: @aws-sdk 3.1169 and aws-sdk 2.1693, googleapis 178, stripe 23.1, openai 4.104 and 6.49, @google-cloud/storage 7.
 */
import { addMembers, deadline, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

// AWS SDK v3: no limit on a silent connection by default; three attempts.
const aws = deadline(1, ['abortSignal', 'requestTimeout'], { clientNames: ['requestHandler'], signal: 'abortSignal', defaultMs: 'never' });
rows['@aws-sdk/*#*Client'] = makes('@aws-sdk/client#ServiceClient', deadline(0, ['requestHandler'], { defaultMs: 'never' }));
for (const name of ['@aws-sdk/*#*Client.send', '@smithy/*#Client.send', '@aws-sdk/lib-dynamodb#DynamoDBDocumentClient.send', '@aws-sdk/lib-dynamodb#DynamoDBDocument.send']) rows[name] = waits('net', aws);
rows['@aws-sdk/lib-dynamodb#DynamoDBDocumentClient.from'] = makes('@aws-sdk/lib-dynamodb#DynamoDBDocumentClient');
rows['@aws-sdk/lib-dynamodb#DynamoDBDocument.from'] = makes('@aws-sdk/lib-dynamodb#DynamoDBDocument');
addMembers(rows, '@aws-sdk/lib-dynamodb#DynamoDBDocument', ['get', 'put', 'query', 'scan', 'update', 'delete', 'batchGet', 'batchWrite', 'transactWrite', 'transactGet'], waits('net', aws));
rows['@aws-sdk/lib-dynamodb#DynamoDBDocument.get'] = waits('net', { ...aws, lookup: { by: 'batchGet', key: 'Key' } });
rows['@aws-sdk/lib-storage#Upload'] = makes('@aws-sdk/lib-storage#Upload');
rows['@aws-sdk/lib-storage#Upload.done'] = waits('net');
rows['@aws-sdk/s3-request-presigner#getSignedUrl'] = makes('promise');
// The aggregated clients (`new S3(…).getObject(…)`) have one method per command.
rows['@aws-sdk/client-*#*.*'] = waits('net', aws);
rows['@aws-sdk/*#*.destroy'] = makes('void');

// AWS SDK v2: a request is sent by `promise()`, `send()` or a callback; two minutes without traffic end it.
for (const service of ['S3', 'DynamoDB', 'SQS', 'SNS', 'Lambda', 'SES', 'SecretsManager', 'SSM', 'Kinesis', 'DynamoDB.DocumentClient', 'CloudWatch', 'StepFunctions', 'STS']) {
  const type = `aws-sdk#${service}`;
  rows[type] = makes(type);
  rows[`${type}.*`] = makes('aws-sdk#Request');
}
rows['aws-sdk#Request.promise'] = waits('net', deadline([], ['httpOptions', 'timeout'], { without: '2 minutes', defaultMs: 120_000 }));
rows['aws-sdk#Request.send'] = makes('void', { waits: 'net', callbacks: [{ at: 0, runs: 'later', promise: 'dropped' }] });
rows['aws-sdk#Request.createReadStream'] = makes('stream#Readable', { waits: 'net' });

// Google's clients: no limit unless one is given.
const google = waits('net', { orCallback: true, ...deadline([0, 1], ['timeout', 'signal'], { signal: 'signal', defaultMs: 'never' }) });
rows['googleapis#google.*'] = makes('googleapis#Service');
for (const method of ['list', 'get', 'insert', 'create', 'update', 'patch', 'delete', 'send', 'query', 'watch', 'batchUpdate', 'append', 'batchGet', 'export', 'copy', 'clear']) rows[`googleapis#Service.**.${method}`] = google;
rows['googleapis#*.Resource$*.*'] = google;
rows['@google-cloud/storage#Storage'] = makes('@google-cloud/storage#Storage');
rows['@google-cloud/storage#Storage.bucket'] = makes('@google-cloud/storage#Bucket');
rows['@google-cloud/storage#Bucket.file'] = makes('@google-cloud/storage#File');
addMembers(rows, '@google-cloud/storage#File', ['save', 'download', 'delete', 'exists', 'getMetadata', 'copy', 'move', 'getSignedUrl'], waits('net', { orCallback: true }));
addMembers(rows, '@google-cloud/storage#Bucket', ['upload', 'getFiles', 'deleteFiles', 'exists'], waits('net', { orCallback: true }));

// Stripe: eighty seconds by default, two retries.
const stripe = waits('net', deadline([0, 1, 2], ['timeout'], { without: '80 seconds', defaultMs: 80_000 }));
addMembers(rows, 'stripe#', ['default', 'Stripe'], makes('stripe#Stripe'));
// By path (`stripe.customers.create`, `stripe.checkout.sessions.create`), and by what the typings call the resources.
for (const method of ['create', 'retrieve', 'update', 'list', 'del', 'cancel', 'capture', 'confirm', 'search', 'attach', 'detach', 'finalizeInvoice', 'pay', 'voidInvoice', 'sendInvoice', 'resume', 'accept', 'listLineItems']) {
  rows[`stripe#Stripe.*.${method}`] = stripe;
  rows[`stripe#*Resource.${method}`] = stripe;
}
for (const method of ['create', 'retrieve', 'update', 'list', 'expire', 'listLineItems', 'cancel']) rows[`stripe#Stripe.*.*.${method}`] = stripe;
rows['stripe#Stripe.webhooks.constructEvent'] = makes('value', { cpu: 'per-byte' });

// OpenAI and Anthropic: ten minutes by default, two retries.
for (const [pkg, type] of [['openai', 'OpenAI'], ['@anthropic-ai/sdk', 'Anthropic']] as const) {
  const call = waits('net', deadline([1, 2], ['timeout', 'signal'], { signal: 'signal', without: '10 minutes', defaultMs: 600_000 }));
  addMembers(rows, `${pkg}#`, ['default', type], makes(`${pkg}#${type}`, deadline(0, ['timeout'], { defaultMs: 600_000 })));
  // `client.embeddings.create`, `client.chat.completions.create`, `client.beta.threads.runs.create`.
  const methods = pkg === 'openai' ? ['create', 'retrieve', 'list', 'delete', 'update', 'cancel', 'parse', 'generate', 'edit', 'content'] : ['create', 'retrieve', 'list', 'countTokens'];
  const nested = pkg === 'openai' ? ['create', 'retrieve', 'list', 'delete', 'update', 'cancel', 'parse', 'upload'] : ['create', 'retrieve', 'list', 'delete', 'cancel'];
  for (const method of methods) rows[`${pkg}#${type}.*.${method}`] = call;
  for (const method of nested) rows[`${pkg}#${type}.*.*.${method}`] = call;
  if (pkg === 'openai') for (const method of ['create', 'retrieve', 'list', 'update', 'cancel']) rows[`${pkg}#${type}.*.*.*.${method}`] = call;
  rows[`${pkg}#Completions.create`] = call;
}
addMembers(rows, 'openai#Responses', ['create', 'retrieve', 'parse', 'cancel'], rows['openai#Completions.create']!);
addMembers(rows, 'openai#', ['Embeddings.create', 'Images.generate', 'Files.create', 'Moderations.create'], rows['openai#Completions.create']!);
addMembers(rows, '@anthropic-ai/sdk#Messages', ['create', 'countTokens'], rows['@anthropic-ai/sdk#Completions.create']!);
delete rows['@anthropic-ai/sdk#Completions.create'];

// Mail.
rows['nodemailer#createTransport'] = makes('nodemailer#Transporter', deadline(0, ['connectionTimeout', 'socketTimeout', 'greetingTimeout'], { defaultMs: 120_000 }));
rows['nodemailer#Transporter.sendMail'] = waits('net', { orCallback: true, callbacks: [{ at: -1, runs: 'later', promise: 'dropped' }] });

export const cloud: PackageTables = { rows };
