<?php
// Reads the five answers as the generated client does; Guzzle comes from Debian's packages.
require '/usr/share/php/GuzzleHttp/autoload.php';
spl_autoload_register(function ($class) {
    $file = 'client/lib/' . str_replace(['OpenAPI\\Client\\', '\\'], ['', '/'], $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

use OpenAPI\Client\Model\PositionMarginEnvelope;
use OpenAPI\Client\Model\SignalBotMarginRequest;
use OpenAPI\Client\ObjectSerializer;

$found = [];
foreach (json_decode(file_get_contents('../answers.json')) as $name => $answer) {
    try {
        $envelope = ObjectSerializer::deserialize($answer, PositionMarginEnvelope::class);
        $item = $envelope->getData()[0];
        $found[$name] = [$envelope->getCode(), $item->getAmt() ?? '', $item->getLeverage() ?? ''];
    } catch (Throwable $error) {
        $found[$name] = get_class($error) . ': ' . $error->getMessage();
    }
}
echo json_encode($found);
new SignalBotMarginRequest(['algo_id' => '123456', 'type' => 'add', 'percent' => '5']);
