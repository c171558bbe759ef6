"""核验申报材料包：文件是否完整、有没有被改动，办理经过和时间戳是否可信。

用法：python3 verify.py [文件夹或 ZIP] [--key 指纹] [--digest 摘要] [--ca 证书.pem] [--all] [--json]
Needs Python 3.8 or later and nothing else. Reads only, opens no file that a listing of the folder did not show, follows no link.
Exit code: 0 everything fits (未核 is no fault), 1 something does not, 2 the check could not be made.
"""
