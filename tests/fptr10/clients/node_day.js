// A day with the addon of the npm package node-atol-wrapper: node_day.js ADDON. Prints each step and what it gave.
const { Fptr10 } = require(process.argv[2]);

const fptr = new Fptr10();
const operator = { name: 'Лунина А. П.', vatin: '771234567859' };
const step = (what, given) => console.log(`${what}: ${JSON.stringify(given)}`);

const sale = {
    type: 'sell', taxationType: 'osn', operator,
    items: [{
        type: 'position', name: 'Чай чёрный', price: 125.5, quantity: 2, amount: 251, tax: { type: 'none' },
        paymentMethod: 'fullPayment', paymentObject: 'commodity',
    }],
    payments: [{ type: 'cash', sum: 300 }], total: 251,
};

step('create', fptr.create() ?? true);
const settings = fptr.getSettings();
step('settings', settings.Model);
step('setSettings', fptr.setSettings({ ...settings, Port: 2, IPAddress: '192.168.1.10' }));
step('open', fptr.open());
step('isOpened', fptr.isOpened());
step('device', fptr.processJson({ type: 'getDeviceInfo' }).deviceInfo.modelName);
step('shift opened', 'fiscalParams' in fptr.processJson({ type: 'openShift', operator }));
const made = fptr.processJson(sale).fiscalParams;
step('sold', made.total);
step('last document', fptr.findLastDocument().documentNumber === made.fiscalDocumentNumber);
try {
    fptr.processJson({ ...sale, items: [{ ...sale.items[0], amount: 1 }] });
    step('refused', false);
} catch (error) {
    step('refused', error.message);
}
fptr.processJsonAsync({ type: 'reportX', operator }, (error) => {
    step('report', error ? String(error) : true);
    step('shift closed', 'fiscalParams' in fptr.processJson({ type: 'closeShift', operator }));
    step('close', fptr.close());
    fptr.destroy();
});
